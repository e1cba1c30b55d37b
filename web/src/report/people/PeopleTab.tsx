import { Button, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconArrowMerge, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { useAct } from "@/components/useAct";
import { mergePersons, undoEdit } from "@/people/api";
import { Reviews } from "@/people/Reviews";
import type { PartProps } from "../ReportPage";
import { redoEdit } from "./api";
import { HideFaces } from "./HideFaces";
import classes from "./People.module.css";
import { PersonRow } from "./PersonRow";
import { Tracks } from "./Tracks";

/** Who is in the film: named, made one, taken apart, hidden. */
export default function PeopleTab(props: PartProps) {
  const { t } = useTranslation();
  const { report, document, search, onSearch } = props;
  const people = document.persons;
  const act = useAct(keys.report(report.id), keys.persons, keys.reviews, keys.reports);
  const mayChange = useMay("persons");
  const mayExport = useMay("export");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [opened, setOpened] = useState<string>();
  const known = useQuery({
    queryKey: [...keys.persons, "names"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/persons", { params: { query: { limit: 200 } }, signal })),
  });
  const names = [...new Set(known.data?.items.flatMap(({ name }) => name ?? []))];
  const seek = (at: number) => onSearch({ ...search, at });

  function merge(first: string | undefined, others: string[]) {
    if (!first || others.length === 0) return;
    setChosen([]);
    act(
      () => mergePersons(first, others),
      t("people.merged", { count: others.length + 1 }),
      (edit) => undoEdit(edit.id),
    );
  }

  if (!people && report.status === "working") return <Skeleton height={300} radius="md" />;
  if (!people?.tracks) {
    return <EmptyState icon={IconUsers} title={t("reportPeople.none")} text={t("reportPeople.noneText")} />;
  }
  const here = people.persons.filter(({ id }) => chosen.includes(id)).map(({ id }) => id);
  return (
    <Stack>
      {mayChange && (
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t("reportPeople.how")}
          </Text>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              onClick={() => act(() => undoEdit(), t("common.done"))}
            >
              {t("common.undo")}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowForwardUp size={16} aria-hidden />}
              onClick={() => act(() => redoEdit(), t("common.done"))}
            >
              {t("reportPeople.redo")}
            </Button>
          </Group>
        </Group>
      )}
      {here.length > 0 && (
        <Paper withBorder radius="md" p="sm" role="region" aria-label={t("people.chosenActions")}>
          <Group gap="sm">
            <Text size="sm" role="status">
              {t("people.chosen", { count: here.length })}
            </Text>
            {mayChange && (
              <Button
                size="xs"
                disabled={here.length < 2}
                leftSection={<IconArrowMerge size={16} aria-hidden />}
                onClick={() => merge(here[0], here.slice(1))}
              >
                {t("people.merge")}
              </Button>
            )}
            {mayExport && document.video.has_media && <HideFaces reportId={report.id} persons={here} />}
          </Group>
        </Paper>
      )}
      <ul className={classes.list} aria-label={t("report.tabs.people")}>
        {people.persons.map((person) => (
          <li key={person.id}>
            <PersonRow
              person={person}
              reportId={report.id}
              names={names}
              mayChange={mayChange}
              chosen={chosen.includes(person.id)}
              onChoose={(on) =>
                setChosen((ids) => (on ? [...ids, person.id] : ids.filter((id) => id !== person.id)))
              }
              opened={opened === person.id}
              onOpen={(on) => setOpened(on ? person.id : undefined)}
              onMerge={(other) => merge(person.id, [other])}
              onSeek={seek}
            >
              <Tracks reportId={report.id} of={person.id} persons={people.persons} onSeek={seek} />
            </PersonRow>
          </li>
        ))}
      </ul>
      {people.unsure_tracks > 0 && (
        <Paper withBorder radius="md" p="md">
          <Text fw={600} mb="xs">
            {t("reportPeople.unsure", { count: people.unsure_tracks })}
          </Text>
          <Tracks reportId={report.id} of={null} persons={people.persons} onSeek={seek} />
        </Paper>
      )}
      {mayChange && <Reviews />}
    </Stack>
  );
}
