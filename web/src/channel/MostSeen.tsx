import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Face } from "@/components/Faces";
import { AnchorLink } from "@/components/links";
import { useFormat } from "@/format";
import type { Person } from "@/people/api";

const MOST = 10;

/** Who is on screen longest over all videos. */
export function MostSeen({ persons }: { persons: readonly Person[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (persons.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("people.empty.seen")}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      {persons.slice(0, MOST).map((person) => (
        <Group key={person.id} justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Face person={person} size={36} />
            <AnchorLink to="/people/$personId" params={{ personId: person.id }}>
              {person.name ?? t("common.unnamed")}
            </AnchorLink>
          </Group>
          <Text size="sm" c="dimmed">
            {t("people.videos", { count: person.videos })} · {format.span(person.screen_time_s)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
