import { Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Face } from "@/components/Faces";
import { useFormat } from "@/format";
import type { ReportDocument } from "../api";
import { HEAT_HEIGHT, heat, heatPath, spansPath, WIDTH } from "./axis";
import classes from "./Player.module.css";
import { usePlayer } from "./state";

interface Props {
  document: ReportDocument;
  durationS: number;
  onSeek: (seconds: number) => void;
}

/** What comments point at, who is on screen and where the film cuts, on one axis of time that seeks. */
export function Axis({ document, durationS, onSeek }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { moments, persons: people } = document;
  const box = `0 0 ${WIDTH} `;
  const line = useMemo(
    () => (moments?.length ? heatPath(heat(moments, durationS)) : null),
    [moments, durationS],
  );
  const lanes = useMemo(
    () => people?.persons.map((person) => ({ person, path: spansPath(person.appearances, durationS) })) ?? [],
    [people, durationS],
  );
  const cuts = useMemo(
    () =>
      people?.shots
        .slice(1)
        .map(({ start_s }) => `M${((start_s / durationS) * WIDTH).toFixed(1)} 0v1`)
        .join(""),
    [people, durationS],
  );

  return (
    <section className={classes.axis} aria-label={t("player.axis")}>
      <div className={classes.lanes}>
        {line && (
          <svg
            className={classes.heat}
            viewBox={box + HEAT_HEIGHT}
            preserveAspectRatio="none"
            role="img"
            aria-label={t("player.heat")}
          >
            <path d={line} />
          </svg>
        )}
        {lanes.map(({ person, path }) => (
          <div key={person.id} className={classes.labels}>
            <Tooltip label={person.name ?? t("common.unnamed")} maw={240}>
              <UnstyledButton
                className={classes.face}
                aria-label={t("player.firstSeen", { name: person.name ?? t("common.unnamed") })}
                onClick={() => onSeek(person.appearances[0]?.start_s ?? 0)}
              >
                <Face person={{ ...person, has_cover: person.cover !== null }} size={26} />
              </UnstyledButton>
            </Tooltip>
            <svg className={classes.lane} viewBox={`${box}1`} preserveAspectRatio="none" aria-hidden>
              <path d={path} />
            </svg>
          </div>
        ))}
        {cuts !== undefined && (
          <svg
            className={classes.shots}
            viewBox={`${box}1`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t("player.shots", { count: people?.shots.length ?? 0 })}
          >
            <path d={cuts} />
          </svg>
        )}
        <Seek durationS={durationS} onSeek={onSeek} />
      </div>
      <div className={classes.times} aria-hidden>
        <Text size="xs" c="dimmed">
          {format.clock(0)}
        </Text>
        <Text size="xs" c="dimmed">
          {format.clock(durationS)}
        </Text>
      </div>
    </section>
  );
}

/** Lies over all lanes: shows where the film stands and what time is under the pointer. */
function Seek({ durationS, onSeek }: Omit<Props, "document">) {
  const { t } = useTranslation();
  const format = useFormat();
  const { timeS } = usePlayer();
  const [hover, setHover] = useState<number>();
  const share = (seconds: number) => `${Math.min(100, (seconds / durationS) * 100)}%`;
  const timeAt = (event: React.PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width)) * durationS;
  };
  return (
    <Tooltip.Floating label={format.clock(hover ?? 0)} disabled={hover === undefined}>
      <div
        className={classes.seek}
        role="slider"
        tabIndex={0}
        aria-label={t("player.place")}
        aria-valuemin={0}
        aria-valuemax={Math.round(durationS)}
        aria-valuenow={Math.round(timeS)}
        aria-valuetext={format.clock(timeS)}
        onPointerMove={(event) => {
          setHover(timeAt(event));
          if (event.buttons === 1) onSeek(timeAt(event));
        }}
        onPointerLeave={() => setHover(undefined)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          onSeek(timeAt(event));
        }}
      >
        {hover !== undefined && <div className={classes.hover} style={{ left: share(hover) }} />}
        <div className={classes.head} style={{ left: share(timeS) }} />
      </div>
    </Tooltip.Floating>
  );
}
