import { SegmentedControl, Stack } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { EmptyState } from "@/components/EmptyState";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { listReports } from "@/reports/api";
import { HeldInReport } from "./HeldInReport";

export const FLAGS = ["abusive", "profane", "spam"] as const;
export type Flag = (typeof FLAGS)[number];
const REPORTS = 5;

/** Comments with a flag, video by video, newest first. */
export function Held() {
  const { t } = useTranslation();
  const [flag, setFlag] = useState<Flag>("abusive");
  const reports = usePages(
    [...keys.reports, "held"],
    (cursor, signal) => listReports({ status: ["done", "partial"] }, cursor, signal, REPORTS),
    (report) => report.id,
  );
  const told = reports.rows.filter((report) => report.comments);
  return (
    <Stack maw={960}>
      <SegmentedControl
        aria-label={t("moderation.which")}
        value={flag}
        onChange={(value) => setFlag(FLAGS.find((one) => one === value) ?? "abusive")}
        data={FLAGS.map((value) => ({ value, label: t(`moderation.flag.${value}`) }))}
      />
      <ProblemAlert error={reports.error} />
      {reports.isSuccess && told.length === 0 && (
        <EmptyState
          icon={IconShieldCheck}
          title={t("moderation.nothing")}
          text={t("moderation.nothingText")}
        />
      )}
      {told.map((report) => (
        <HeldInReport key={report.id} report={report} flag={flag} />
      ))}
      <MorePages {...reports} />
    </Stack>
  );
}
