import { Button, Group, Paper, Text } from "@mantine/core";
import { IconArrowMerge, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useAct } from "@/components/useAct";
import { mergePersons, undoEdit } from "./api";
import classes from "./People.module.css";
import { PersonCard } from "./PersonCard";

/** The persons of the library; those that are chosen can be made one. */
export function Persons({ shown }: { shown: "seen" | "ignored" | "binned" }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const act = useAct(keys.persons, keys.reviews, keys.reports);
  const mayChange = useMay("persons");
  const list = usePages(
    [...keys.persons, shown],
    (cursor, signal) =>
      unwrap(client.GET("/api/v1/persons", { params: { query: { shown, cursor, limit: 60 } }, signal })),
    (person) => person.id,
  );
  const names = [...new Set(list.rows.flatMap(({ name }) => name ?? []))];

  async function merge() {
    const [first, ...others] = chosen;
    if (!first) return;
    setChosen([]);
    await act(
      () => mergePersons(first, others),
      t("people.merged", { count: chosen.length }),
      (edit) => undoEdit(edit.id),
    );
  }

  return (
    <>
      <ProblemAlert error={list.error} />
      {list.isSuccess && list.rows.length === 0 && (
        <EmptyState
          icon={IconUsers}
          title={t(`people.empty.${shown}`)}
          text={t(`people.emptyText.${shown}`)}
        />
      )}
      <ul className={classes.grid} aria-label={t(`people.tab.${shown}`)}>
        {list.rows.map((person) => (
          <li key={person.id}>
            <PersonCard
              person={person}
              names={names}
              chosen={chosen.includes(person.id)}
              onChoose={
                mayChange && shown === "seen"
                  ? (on) =>
                      setChosen((ids) => (on ? [...ids, person.id] : ids.filter((id) => id !== person.id)))
                  : undefined
              }
            />
          </li>
        ))}
      </ul>
      <MorePages {...list} />
      {chosen.length > 0 && (
        <Paper
          withBorder
          shadow="md"
          radius="xl"
          className={classes.bar}
          role="region"
          aria-label={t("people.chosenActions")}
        >
          <Group gap="sm" wrap="nowrap">
            <Text size="sm" role="status">
              {t("people.chosen", { count: chosen.length })}
            </Text>
            <Button
              radius="xl"
              disabled={chosen.length < 2}
              leftSection={<IconArrowMerge size={18} aria-hidden />}
              onClick={merge}
            >
              {t("people.merge")}
            </Button>
            <Button radius="xl" variant="default" onClick={() => setChosen([])}>
              {t("common.cancel")}
            </Button>
          </Group>
        </Paper>
      )}
    </>
  );
}
