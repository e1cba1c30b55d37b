import { ActionIcon, Anchor, Badge, Button, Group, Paper, Progress, Text, Tooltip } from "@mantine/core";
import { IconDownload, IconPlayerStop, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCodeText } from "@/api/problemText";
import { keys } from "@/api/queries";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { cancelExport, deleteExport, type Export, fileOf, retryExport } from "./api";
import classes from "./Exports.module.css";
import { unsureFaces } from "./options";

const COLOURS = { waiting: "gray", working: "ink", done: "teal", failed: "red", cancelled: "gray" } as const;

interface Props {
  made: Export;
  mayExport: boolean;
  onSeek: (seconds: number) => void;
}

/** A file that is made, was or failed. */
export function ExportRow({ made, mayExport, onSeek }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useCodeText();
  const act = useAct(keys.exports);
  const going = made.status === "waiting" || made.status === "working";
  return (
    <Paper withBorder radius="md" p="md" component="article" aria-label={made.name}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div className={classes.about}>
          <Group gap="xs">
            <Text fw={600}>{t(`reportExports.kind.${made.kind}`)}</Text>
            <Badge variant="light" color={COLOURS[made.status]}>
              {t(`reportExports.status.${made.status}`)}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed" className={classes.name}>
            {made.name} · {format.ago(made.requested_at)}
            {made.size_bytes !== null && ` · ${format.size(made.size_bytes)}`}
          </Text>
        </div>
        {mayExport && (
          <Group gap={4} wrap="nowrap">
            {made.status === "done" && (
              <Button
                component="a"
                href={fileOf(made.id)}
                download={made.name}
                size="xs"
                variant="light"
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                {t("reportExports.download")}
              </Button>
            )}
            {going && (
              <Tooltip label={t("common.cancel")}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  aria-label={t("common.cancel")}
                  onClick={() => act(() => cancelExport(made.id))}
                >
                  <IconPlayerStop size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            {(made.status === "failed" || made.status === "cancelled") && (
              <Tooltip label={t("common.tryAgain")}>
                <ActionIcon
                  variant="subtle"
                  size="lg"
                  aria-label={t("common.tryAgain")}
                  onClick={() => act(() => retryExport(made.id))}
                >
                  <IconRefresh size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label={t("common.delete")}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t("common.delete")}
                onClick={() => act(() => deleteExport(made.id), t("reportExports.deleted"))}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      {going && (
        <Progress
          mt="sm"
          value={made.progress * 100}
          animated
          aria-label={t("reportExports.progress", { share: format.percent(made.progress) })}
        />
      )}
      {made.error_code && (
        <Text mt="xs" size="sm" c="var(--mantine-color-error)">
          {textOf(made.error_code, made.error_message)}
        </Text>
      )}
      <Unsure details={made.details} onSeek={onSeek} />
    </Paper>
  );
}

/** Faces to check before the film is shown to anybody. */
function Unsure({ details, onSeek }: { details: Export["details"]; onSeek: Props["onSeek"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const faces = unsureFaces(details);
  if (faces.length === 0) return null;
  return (
    <details className={classes.unsure}>
      <summary>{t("reportExports.unsure", { count: faces.length })}</summary>
      <Group gap="xs" mt={4}>
        {faces.map((face) => (
          <Anchor
            key={face.id}
            component="button"
            type="button"
            size="sm"
            onClick={() => onSeek(face.start_s)}
          >
            {format.clock(face.start_s)}–{format.clock(face.end_s)}{" "}
            {t(face.hidden ? "reportExports.hidden" : "reportExports.shown")}
          </Anchor>
        ))}
      </Group>
    </details>
  );
}
