import { ActionIcon, Group, Progress, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileText, IconMovie, IconUpload, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCodeText } from "@/api/problemText";
import { useFormat } from "@/format";
import classes from "./FileFields.module.css";
import type { useUploads } from "./useUploads";

export { useUploads } from "./useUploads";

/** Where files are chosen, and how far they are on their way. */
export function FileFields({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useCodeText();
  return (
    <Stack gap="sm">
      <Dropzone
        onDrop={uploads.add}
        multiple
        maxFiles={2}
        className={classes.zone}
        aria-label={t("request.choose")}
      >
        <Group justify="center" gap="sm" p="md" wrap="nowrap">
          <IconUpload size={28} stroke={1.5} aria-hidden />
          <div>
            <Text fw={600}>{t("request.choose")}</Text>
            <Text size="sm" c="dimmed">
              {t("request.dropHint")}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {uploads.files.map((file) => {
        const Icon = file.part === "media" ? IconMovie : IconFileText;
        return (
          <Group key={file.part} wrap="nowrap" gap="sm" className={classes.file}>
            <Icon size={22} aria-hidden />
            <div className={classes.name}>
              <Text size="sm" fw={600} truncate>
                {file.name}
              </Text>
              <Text size="xs" c={file.problem ? "var(--mantine-color-error)" : "dimmed"} role="status">
                {file.problem
                  ? textOf(file.problem.code, file.problem.message)
                  : file.upload
                    ? t("request.fileReady", { size: format.size(file.size) })
                    : t("request.fileGoing", {
                        size: format.size(file.size),
                        share: format.percent(file.share),
                      })}
              </Text>
              {!file.upload && !file.problem && (
                <Progress.Root size="xs" mt={4}>
                  <Progress.Section value={file.share * 100} aria-label={file.name} />
                </Progress.Root>
              )}
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("request.removeFile", { name: file.name })}
              onClick={() => uploads.remove(file.part)}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Group>
        );
      })}
    </Stack>
  );
}
