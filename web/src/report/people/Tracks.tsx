import { Button, Checkbox, Group, NativeSelect, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { undoEdit } from "@/people/api";
import { denyTracks, hideTracks, listTracks, moveTracks, splitTracks, tracksKey } from "./api";

interface Props {
  reportId: string;
  /** Whose tracks; null for those that are nobody's yet. */
  of: string | null;
  persons: readonly Schema["PersonPart"][];
  onSeek: (seconds: number) => void;
}

/** Appearances one by one: split off, moved, denied, told to be no face. */
export function Tracks({ reportId, of, persons, onSeek }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayChange = useMay("persons");
  const act = useAct(keys.report(reportId), keys.persons, keys.reviews);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const list = usePages(
    [...tracksKey(reportId), of === null],
    (cursor, signal) => listTracks(reportId, of === null, cursor, signal),
    (track) => track.id,
  );
  const tracks = list.rows.filter((track) => track.person_id === of && !track.hidden);
  const ids = tracks.map(({ id }) => id).filter((id) => chosen.includes(id));

  function change(doing: () => Promise<{ id: number }>) {
    setChosen([]);
    act(doing, t("common.done"), (edit) => undoEdit(edit.id));
  }

  return (
    <Stack gap="xs">
      <ProblemAlert error={list.error} />
      {ids.length > 0 && (
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => change(() => splitTracks(ids))}>
            {t("reportPeople.split")}
          </Button>
          <NativeSelect
            size="xs"
            aria-label={t("reportPeople.moveTo")}
            value=""
            data={[
              { value: "", label: t("reportPeople.moveTo") },
              ...persons
                .filter(({ id }) => id !== of)
                .map(({ id, name }, at) => ({
                  value: id,
                  label: name ?? `${t("common.unnamed")} ${at + 1}`,
                })),
            ]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              if (value) change(() => moveTracks(ids, value));
            }}
          />
          {of !== null && (
            <Button size="xs" variant="default" onClick={() => change(() => denyTracks(ids, of))}>
              {t("reportPeople.deny")}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => change(() => hideTracks(ids))}>
            {t("reportPeople.noFace")}
          </Button>
        </Group>
      )}
      <Group gap="sm">
        {tracks.map((track) => {
          const label = `${format.clock(track.start_s)}–${format.clock(track.end_s)}`;
          return (
            <Group key={track.id} gap={4} wrap="nowrap">
              {mayChange && (
                <Checkbox
                  size="xs"
                  aria-label={t("people.choose", { name: label })}
                  checked={chosen.includes(track.id)}
                  onChange={(event) => {
                    const on = event.currentTarget.checked;
                    setChosen((now) => (on ? [...now, track.id] : now.filter((id) => id !== track.id)));
                  }}
                />
              )}
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => onSeek(track.box_time_s ?? track.start_s)}
              >
                {label}
              </Button>
            </Group>
          );
        })}
      </Group>
      <MorePages {...list} />
    </Stack>
  );
}
