import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { useProblemText } from "@/api/problemText";
import { ButtonLink } from "@/components/links";

/** A page that could not be shown, with what to do. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const router = useRouter();
  return (
    <Message title={t("shell.failedPage")} text={textOf(error)}>
      <Button
        onClick={() => {
          reset();
          router.invalidate();
        }}
      >
        {t("common.tryAgain")}
      </Button>
      <ButtonLink to="/reports" variant="subtle">
        {t("shell.toReports")}
      </ButtonLink>
      {error instanceof Problem && error.requestId && (
        <Text size="xs" c="dimmed">
          {t("common.requestId", { id: error.requestId })}
        </Text>
      )}
    </Message>
  );
}

export function MissingPage() {
  const { t } = useTranslation();
  return (
    <Message title={t("shell.notFoundPage")}>
      <ButtonLink to="/reports">{t("shell.toReports")}</ButtonLink>
    </Message>
  );
}

function Message({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <Center mih="60vh" px="md">
      <Stack align="center" maw={480} ta="center">
        <Title order={1}>{title}</Title>
        {text && <Text>{text}</Text>}
        {children}
      </Stack>
    </Center>
  );
}
