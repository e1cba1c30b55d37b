import { Alert, Button, Divider, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { keys, queryClient } from "@/api/queries";
import { sessionQuery } from "@/api/session";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Entrance } from "./Entrance";
import { linkToken } from "./fields";
import { NewAccountForm } from "./NewAccountForm";

/** Joining a workspace by a link: with the account one is signed in with, or with a new one. */
export function InvitationPage() {
  const { t } = useTranslation();
  const [token] = useState(linkToken);
  const router = useRouter();
  const session = useQuery(sessionQuery);
  const user = session.data?.user;
  const join = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/invitations:join", { body: { token } })),
    onSuccess: async () => {
      await queryClient.refetchQueries({ queryKey: keys.session });
      await router.navigate({ to: "/reports" });
    },
  });
  return (
    <Entrance
      title={t("account.invitation")}
      intro={t(user ? "account.joinIntro" : "account.invitationIntro")}
    >
      {!token && <Alert color="yellow">{t("account.linkMissing")}</Alert>}
      {token && user && (
        <Stack>
          <ProblemAlert error={join.error} />
          <Button size="md" loading={join.isPending} onClick={() => join.mutate()}>
            {t("account.joinAs", { email: user.email })}
          </Button>
        </Stack>
      )}
      {token && session.isSuccess && !user && (
        <>
          <NewAccountForm
            create={(account) =>
              unwrap(client.POST("/api/v1/invitations:accept", { body: { token, ...account } }))
            }
          />
          <Divider />
          <Text size="sm" c="dimmed">
            {t("account.haveAccount")}
          </Text>
          <Button
            variant="default"
            onClick={() => router.navigate({ to: "/sign-in", search: { to: `/invitation#${token}` } })}
          >
            {t("account.signIn")}
          </Button>
        </>
      )}
    </Entrance>
  );
}
