import {
  Button,
  Group,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  useMantineColorScheme,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { wrongNewPassword, wrongPassword } from "@/account/fields";
import { client, unwrap } from "@/api/client";
import { forgetSession, useSession } from "@/api/session";
import { LANGUAGE_NAMES, THEMES } from "@/app/Preferences";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { tellDone, tellProblem } from "@/components/tell";
import { isLanguage, LANGUAGES, speak } from "@/i18n";

/** One's own account, and how the page looks on this browser. */
export function AccountPanel() {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const router = useRouter();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  async function leaveAll() {
    try {
      await unwrap(client.DELETE("/api/v1/sessions"));
      forgetSession();
      await router.navigate({ to: "/sign-in" });
    } catch (error) {
      tellProblem(error);
    }
  }

  return (
    <Stack maw={760}>
      <Section title={t("settings.you")}>
        <div>
          <Text fw={600}>{user?.name}</Text>
          <Text c="dimmed">{user?.email}</Text>
        </div>
        <Group>
          <Button variant="default" onClick={leaveAll}>
            {t("settings.signOutEverywhere")}
          </Button>
        </Group>
      </Section>
      <Section title={t("settings.look")}>
        <SegmentedControl
          aria-label={t("shell.theme")}
          value={colorScheme}
          onChange={(value) => setColorScheme(THEMES.find((one) => one.value === value)?.value ?? "auto")}
          data={THEMES.map(({ value, label }) => ({ value, label: t(label) }))}
        />
        <SegmentedControl
          aria-label={t("shell.language")}
          value={i18n.language}
          onChange={(value) => isLanguage(value) && speak(value)}
          data={LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] }))}
        />
      </Section>
      <PasswordSection />
    </Stack>
  );
}

function PasswordSection() {
  const { t } = useTranslation();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { current: "", password: "" },
    validate: { current: wrongPassword, password: wrongNewPassword },
  });
  const changing = useMutation({
    mutationFn: (body: typeof form.values) => unwrap(client.POST("/api/v1/password", { body })),
    onSuccess: () => {
      form.reset();
      tellDone(t("settings.passwordChanged"));
    },
  });
  return (
    <Section title={t("settings.password")} intro={t("account.resetIntro")}>
      <form onSubmit={form.onSubmit((values) => changing.mutate(values))} noValidate>
        <Stack>
          <ProblemAlert error={changing.error} />
          <PasswordInput
            label={t("settings.currentPassword")}
            autoComplete="current-password"
            key={form.key("current")}
            {...form.getInputProps("current")}
          />
          <PasswordInput
            label={t("account.newPassword")}
            description={t("account.passwordHint")}
            autoComplete="new-password"
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Group>
            <Button type="submit" loading={changing.isPending}>
              {t("settings.changePassword")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
