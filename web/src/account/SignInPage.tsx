import { Code, Text } from "@mantine/core";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { Trans, useTranslation } from "react-i18next";
import { startAs } from "@/api/session";
import { Entrance } from "./Entrance";
import { OtherWays } from "./OtherWays";
import { SignInForm } from "./SignInForm";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { t } = useTranslation();
  const { to } = route.useSearch();
  const router = useRouter();
  return (
    <Entrance title={t("account.signIn")} intro={t("account.signInIntro")}>
      <SignInForm
        onDone={(session) => {
          startAs(session);
          router.history.push(to ?? "/reports");
        }}
      />
      <OtherWays to={to ?? "/reports"} />
      <Text size="xs" c="dimmed">
        <Trans i18nKey="account.forgot" components={{ 1: <Code /> }} />
      </Text>
    </Entrance>
  );
}
