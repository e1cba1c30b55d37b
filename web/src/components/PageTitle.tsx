import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

/** The heading of a page, with what can be done on it; it is the window's title too. */
export function PageTitle({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: string;
  children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Open-Tube`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <div>
        <Title order={1}>{title}</Title>
        {intro && (
          <Text c="dimmed" maw={720}>
            {intro}
          </Text>
        )}
      </div>
      {children && <Group gap="sm">{children}</Group>}
    </Group>
  );
}
