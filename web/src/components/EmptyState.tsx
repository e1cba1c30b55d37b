import { Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** A place where nothing is yet, with what to do about it. */
export function EmptyState({
  icon: Shown,
  title,
  text,
  children,
}: {
  icon: Icon;
  title: string;
  text?: string;
  children?: ReactNode;
}) {
  return (
    <Stack align="center" py={64} px="md" gap="sm" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        <Shown size={28} aria-hidden />
      </ThemeIcon>
      <Title order={2} fz={20}>
        {title}
      </Title>
      {text && (
        <Text c="dimmed" maw={520}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}
