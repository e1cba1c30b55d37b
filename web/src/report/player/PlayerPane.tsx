import { Button, Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconBrandYoutube } from "@tabler/icons-react";
import { type CSSProperties, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PartProps } from "../ReportPage";
import { Axis } from "./Axis";
import { lengthOf, nextMoment } from "./axis";
import { Bar, type Viewing } from "./Bar";
import { Boxes } from "./Boxes";
import { OwnFilm } from "./OwnFilm";
import classes from "./Player.module.css";
import { type Action, SHORTCUTS, useShortcuts } from "./shortcuts";
import { useControls } from "./state";
import { YouTubeFrame } from "./YouTubeFrame";

const STEP_S = 5;
const FAR_S = 10;
const WIDE = 16 / 9;
const WRITTEN_AFTER_MS = 250;

/** The film, or YouTube's player where there is none and one asks for it, above its axis of time. */
export function PlayerPane({ document, search, onSearch, report }: PartProps) {
  const { t } = useTranslation();
  const store = useControls();
  const stage = useRef<HTMLDivElement>(null);
  const [helping, help] = useDisclosure();
  const [viewing, setViewing] = useState<Viewing>({ muted: false, rate: 1, boxes: true });
  const { video } = document;
  const length = lengthOf(document);

  useEffect(() => store.note({ durationS: length }), [store, length]);

  const written = useRef(search.at);
  // The picture moves at once; the address, with which the whole page is drawn anew, when one has found the place.
  const write = useEffectEvent((at: number) => {
    written.current = at;
    onSearch({ ...search, at });
  });
  const writeSoon = useDebouncedCallback((at: number) => write(at), WRITTEN_AFTER_MS);
  const follow = useEffectEvent((at: number | undefined) => {
    if (at === undefined || at === written.current) return;
    writeSoon.cancel();
    written.current = at;
    store.seek(at);
  });
  useEffect(() => follow(search.at), [search.at]);

  function seek(seconds: number) {
    store.seek(seconds);
    writeSoon(Math.round(store.read().timeS * 10) / 10);
  }

  function full() {
    if (window.document.fullscreenElement) window.document.exitFullscreen();
    else stage.current?.requestFullscreen();
  }

  useShortcuts((action) => {
    const acts: Record<Action, () => void> = {
      toggle: store.toggle,
      back: () => seek(store.now() - STEP_S),
      on: () => seek(store.now() + STEP_S),
      farBack: () => seek(store.now() - FAR_S),
      farOn: () => seek(store.now() + FAR_S),
      moment: () => {
        const next = nextMoment(document.moments ?? [], store.now());
        if (next !== undefined) seek(next);
      },
      full,
      help: help.toggle,
    };
    acts[action]();
  });

  const ratio = video.width && video.height ? video.width / video.height : WIDE;
  return (
    <div className={classes.pane}>
      {(video.has_media || video.source !== "file") && (
        <div ref={stage} className={classes.stage} style={{ "--ratio": ratio } as CSSProperties}>
          <div className={classes.picture}>
            {video.has_media ? (
              <>
                <OwnFilm reportId={report.id} label={video.title} muted={viewing.muted} rate={viewing.rate} />
                {viewing.boxes && document.persons && <Boxes reportId={report.id} />}
              </>
            ) : (
              <FromYouTube videoId={video.external_id} label={video.title} />
            )}
          </div>
          {video.has_media && (
            <Bar viewing={viewing} onViewing={setViewing} onFull={full} onHelp={help.open} />
          )}
        </div>
      )}
      {length > 0 && <Axis document={document} durationS={length} onSeek={seek} />}
      <Modal
        opened={helping}
        onClose={help.close}
        title={t("player.help")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Stack gap="xs">
          {(Object.keys(SHORTCUTS) as Action[]).map((action) => (
            <Group key={action} justify="space-between">
              <Text size="sm">{t(`player.keys.${action}`)}</Text>
              <Group gap={6}>
                {SHORTCUTS[action].map((key) => (
                  <Kbd key={key}>{NAMES[key] ?? key.toUpperCase()}</Kbd>
                ))}
              </Group>
            </Group>
          ))}
        </Stack>
      </Modal>
    </div>
  );
}

const NAMES: Record<string, string> = { " ": "Space", ArrowLeft: "←", ArrowRight: "→" };

/** Asks before anything is loaded from YouTube. */
function FromYouTube({ videoId, label }: { videoId: string; label: string }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  if (wanted) return <YouTubeFrame videoId={videoId} label={label} />;
  return (
    <div className={classes.away}>
      <Text size="sm">{t("player.leaves")}</Text>
      <Button
        color="red.9"
        leftSection={<IconBrandYoutube size={20} aria-hidden />}
        onClick={() => setWanted(true)}
      >
        {t("player.fromYouTube")}
      </Button>
    </div>
  );
}
