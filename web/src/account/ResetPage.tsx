import { Alert, Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { ButtonLink } from "@/components/links";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Entrance } from "./Entrance";
import { linkToken, wrongNewPassword } from "./fields";

/** A new password by a link. */
export function ResetPage() {
  const { t } = useTranslation();
  const [token] = useState(linkToken);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { password: "" },
    validate: { password: wrongNewPassword },
  });
  const reset = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      unwrap(client.POST("/api/v1/password:reset", { body: { token, password } })),
  });
  if (!token || reset.isSuccess) {
    return (
      <Entrance title={t("account.reset")}>
        <Alert color={token ? "teal" : "yellow"} role="status">
          {t(token ? "account.resetDone" : "account.linkMissing")}
        </Alert>
        <ButtonLink to="/sign-in">{t("account.signIn")}</ButtonLink>
      </Entrance>
    );
  }
  return (
    <Entrance title={t("account.reset")} intro={t("account.resetIntro")}>
      <form onSubmit={form.onSubmit((values) => reset.mutate(values))} noValidate>
        <Stack>
          <ProblemAlert error={reset.error} />
          <PasswordInput
            label={t("account.newPassword")}
            description={t("account.passwordHint")}
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="md" loading={reset.isPending}>
            {t("account.reset")}
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
