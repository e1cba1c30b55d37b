import { Badge, Group, Progress, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconClock,
  IconExclamationCircle,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import type { Status } from "./search";

const LOOKS = {
  waiting: { icon: IconClock, color: "gray" },
  working: { icon: IconPlayerPlay, color: "ink" },
  done: { icon: IconCircleCheck, color: "teal" },
  partial: { icon: IconExclamationCircle, color: "yellow" },
  failed: { icon: IconAlertTriangle, color: "red" },
  cancelled: { icon: IconBan, color: "gray" },
} as const;
const STAGES = ["fetch", "ingest", "label", "digest", "scan", "people", "sheet"] as const;

interface Going {
  status: Status;
  progress: number;
  stage?: string | null;
}

export const isGoing = (status: Status) => status === "waiting" || status === "working";

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation();
  const { icon: Icon, color } = LOOKS[status];
  return (
    <Badge
      variant="default"
      radius="sm"
      leftSection={<Icon size={14} color={`var(--mantine-color-${color}-filled)`} aria-hidden />}
    >
      {t(`reports.status.${status}`)}
    </Badge>
  );
}

/** Where a report stands, with a bar while it is being made. */
export function ReportStatus({ report }: { report: Going }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stage = STAGES.find((one) => one === report.stage);
  if (!isGoing(report.status)) return <StatusBadge status={report.status} />;
  const percent = Math.round(report.progress * 100);
  return (
    <div>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text size="sm" truncate>
          {report.status === "waiting" || !stage
            ? t(`reports.status.${report.status}`)
            : t(`reports.stage.${stage}`)}
        </Text>
        <Text size="sm" c="dimmed">
          {format.percent(report.progress)}
        </Text>
      </Group>
      <Progress.Root size="sm">
        <Progress.Section value={percent} animated aria-label={t("reports.progress")} />
      </Progress.Root>
    </div>
  );
}
