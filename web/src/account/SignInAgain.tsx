import { Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { whenSessionEnds } from "@/api/client";
import { keys } from "@/api/queries";
import { keepSession, type Session, startAs, useSession } from "@/api/session";
import { SignInForm } from "./SignInForm";

/** Asks for the password over the page when the session has ended: what was being typed stays as it is. */
export function SignInAgain() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [ended, setEnded] = useState(false);
  const cache = useQueryClient();
  const router = useRouter();
  useEffect(() => whenSessionEnds(() => setEnded(true)), []);

  function goOn(session: Session) {
    setEnded(false);
    if (session.user?.id === user?.id) {
      cache.setQueryData(keys.session, keepSession(session));
      cache.refetchQueries({ type: "active", predicate: (query) => query.state.status === "error" });
    } else {
      startAs(session);
      router.navigate({ to: "/reports" });
    }
  }

  return (
    <Modal opened={ended} onClose={() => {}} withCloseButton={false} title={t("account.again")} zIndex={500}>
      <Stack>
        <Text>{t("account.againIntro")}</Text>
        <SignInForm email={user?.email} onDone={goOn} />
      </Stack>
    </Modal>
  );
}
