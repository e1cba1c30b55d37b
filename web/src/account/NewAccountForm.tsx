import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Session, startAs } from "@/api/session";
import { ProblemAlert } from "@/components/ProblemAlert";
import { wrongEmail, wrongName, wrongNewPassword } from "./fields";

export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

/** Name, email address and a new password; then the reports. */
export function NewAccountForm({ create }: { create: (account: NewAccount) => Promise<Session> }) {
  const { t } = useTranslation();
  const router = useRouter();
  const form = useForm<NewAccount>({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "" },
    validate: { name: wrongName, email: wrongEmail, password: wrongNewPassword },
  });
  const creating = useMutation({
    mutationFn: create,
    onSuccess: (session) => {
      startAs(session);
      router.navigate({ to: "/reports", replace: true });
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => creating.mutate(values))} noValidate>
      <Stack gap="md">
        <ProblemAlert error={creating.error} />
        <TextInput label={t("account.name")} autoComplete="name" {...form.getInputProps("name")} />
        <TextInput
          label={t("account.email")}
          type="email"
          autoComplete="username"
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("account.newPassword")}
          description={t("account.passwordHint")}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={creating.isPending} fullWidth>
          {t("account.start")}
        </Button>
      </Stack>
    </form>
  );
}
