import { Button, Checkbox, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Session } from "@/api/session";
import { ProblemAlert } from "@/components/ProblemAlert";
import { wrongEmail, wrongPassword } from "./fields";

/** Email address and password. `email` is filled in for who only has to come back. */
export function SignInForm({ email, onDone }: { email?: string; onDone: (session: Session) => void }) {
  const { t } = useTranslation();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: email ?? "", password: "", remember: true },
    validate: { email: wrongEmail, password: wrongPassword },
  });
  const signIn = useMutation({
    mutationFn: (values: typeof form.values) => unwrap(client.POST("/api/v1/session", { body: values })),
    onSuccess: onDone,
  });
  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
      <Stack gap="md">
        <ProblemAlert error={signIn.error} />
        <TextInput
          label={t("account.email")}
          type="email"
          autoComplete="username"
          inputMode="email"
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("account.password")}
          autoComplete="current-password"
          {...form.getInputProps("password")}
        />
        <Checkbox label={t("account.remember")} {...form.getInputProps("remember", { type: "checkbox" })} />
        <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
          {t("account.signIn")}
        </Button>
      </Stack>
    </form>
  );
}
