import { Button, Checkbox, Group, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { keys } from "@/api/queries";
import { Face } from "@/components/Faces";
import { ButtonLink } from "@/components/links";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { ignorePerson, undoEdit } from "@/people/api";
import { NameField } from "@/people/NameField";
import classes from "./People.module.css";

const KIND = "application/x-open-tube-person";
const SHOWN = 6;

interface Props {
  person: Schema["PersonPart"];
  reportId: string;
  names: readonly string[];
  mayChange: boolean;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  opened: boolean;
  onOpen: (on: boolean) => void;
  /** Another person was dropped here. */
  onMerge: (other: string) => void;
  onSeek: (seconds: number) => void;
  /** The tracks, shown when the row is opened. */
  children: ReactNode;
}

/** Somebody in the film; dropped on somebody else, the two become one. */
export function PersonRow(props: Props) {
  const { person, reportId, names, mayChange, chosen, opened, children } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const act = useAct(keys.report(reportId), keys.persons, keys.reports);
  const [over, setOver] = useState(false);
  const name = person.name ?? t("common.unnamed");
  const known = { ...person, name: person.name ?? null, has_cover: person.cover !== null };
  const listed = { ...known, videos: 1, ignored: false, binned_at: null };
  return (
    <article
      className={classes.person}
      aria-label={name}
      data-over={over || undefined}
      onDragStart={(event) => event.dataTransfer.setData(KIND, person.id)}
      onDragOver={(event) => {
        if (!mayChange || !event.dataTransfer.types.includes(KIND)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const other = event.dataTransfer.getData(KIND);
        if (other && other !== person.id) props.onMerge(other);
      }}
    >
      <Group wrap="nowrap" align="start">
        <Checkbox
          mt={16}
          checked={chosen}
          aria-label={t("people.choose", { name })}
          onChange={(event) => props.onChoose(event.currentTarget.checked)}
        />
        <div className={classes.handle} draggable={mayChange}>
          <Face person={known} size={52} />
        </div>
        <div className={classes.about}>
          {mayChange ? (
            <NameField person={listed} names={names} />
          ) : (
            <Text fw={600} className={classes.name}>
              {name}
            </Text>
          )}
          <Group gap={6} mt={6}>
            <Text size="sm" c="dimmed">
              {format.span(person.screen_time_s)}
            </Text>
            {person.appearances.slice(0, SHOWN).map(({ start_s }) => (
              <Button key={start_s} size="compact-xs" variant="default" onClick={() => props.onSeek(start_s)}>
                {format.clock(start_s)}
              </Button>
            ))}
          </Group>
          <Group gap={6} mt={8}>
            <Button
              size="compact-sm"
              variant="subtle"
              aria-expanded={opened}
              onClick={() => props.onOpen(!opened)}
            >
              {t("reportPeople.tracks", { count: person.tracks })}
            </Button>
            <ButtonLink
              size="compact-sm"
              variant="subtle"
              to="/people/$personId"
              params={{ personId: person.id }}
            >
              {t("people.elsewhere")}
            </ButtonLink>
            {mayChange && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                onClick={() =>
                  act(
                    () => ignorePerson(person.id, true),
                    t("people.ignored", { name }),
                    ({ items }) => undoEdit(items[0]?.id),
                  )
                }
              >
                {t("people.ignore")}
              </Button>
            )}
          </Group>
        </div>
      </Group>
      {opened && <div className={classes.tracks}>{children}</div>}
    </article>
  );
}
