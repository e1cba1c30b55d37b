import { ActionIcon, Box, NativeSelect, Text, Tooltip } from "@mantine/core";
import {
  type Icon,
  IconFaceId,
  IconKeyboard,
  IconMaximize,
  IconPlayerPause,
  IconPlayerPlay,
  IconVolume,
  IconVolumeOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import classes from "./Player.module.css";
import { usePlayer } from "./state";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

export interface Viewing {
  muted: boolean;
  rate: number;
  boxes: boolean;
}

interface Props {
  viewing: Viewing;
  onViewing: (next: Viewing) => void;
  onFull: () => void;
  onHelp: () => void;
}

/** What moves the film of our own. */
export function Bar({ viewing, onViewing, onFull, onHelp }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { timeS, durationS, playing, toggle } = usePlayer();
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("player.controls")}>
      <Control
        icon={playing ? IconPlayerPause : IconPlayerPlay}
        label={t(playing ? "player.pause" : "player.play")}
        onClick={toggle}
      />
      <Text size="sm" c="white" className={classes.clock}>
        {format.clock(timeS)} / {format.clock(durationS)}
      </Text>
      <Control
        icon={viewing.muted ? IconVolumeOff : IconVolume}
        label={t(viewing.muted ? "player.unmute" : "player.mute")}
        onClick={() => onViewing({ ...viewing, muted: !viewing.muted })}
      />
      <NativeSelect
        size="xs"
        w={76}
        aria-label={t("player.rate")}
        value={String(viewing.rate)}
        data={RATES.map((rate) => ({ value: String(rate), label: `${rate}×` }))}
        onChange={(event) => onViewing({ ...viewing, rate: Number(event.currentTarget.value) })}
      />
      <Control
        icon={IconFaceId}
        label={t("player.boxes")}
        pressed={viewing.boxes}
        onClick={() => onViewing({ ...viewing, boxes: !viewing.boxes })}
      />
      <Box visibleFrom="xs">
        <Control icon={IconKeyboard} label={t("player.help")} onClick={onHelp} />
      </Box>
      <Control icon={IconMaximize} label={t("player.full")} onClick={onFull} />
    </div>
  );
}

interface ControlProps {
  icon: Icon;
  label: string;
  pressed?: boolean;
  onClick: () => void;
}

function Control({ icon: Shown, label, pressed, onClick }: ControlProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? "filled" : "subtle"}
        c="white"
        size="lg"
        aria-label={label}
        aria-pressed={pressed}
        onClick={onClick}
      >
        <Shown size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
