import { Skeleton, Stack } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import type { PartProps } from "../ReportPage";
import { AskForFile } from "./AskForFile";
import { listExports } from "./api";
import { ExportRow } from "./ExportRow";

/** Files made of the report: asked for, followed, fetched. */
export default function ExportsTab({ report, document, search, onSearch }: PartProps) {
  const { t } = useTranslation();
  const mayExport = useMay("export");
  const list = usePages(
    [...keys.exports, report.id],
    (cursor, signal) => listExports(report.id, cursor, signal),
    (row) => row.id,
  );
  return (
    <Stack>
      {mayExport && <AskForFile reportId={report.id} document={document} />}
      <ProblemAlert error={list.error} />
      {list.isPending && <Skeleton height={200} radius="md" />}
      {list.isSuccess && list.rows.length === 0 && (
        <EmptyState
          icon={IconFileExport}
          title={t("reportExports.none")}
          text={t("reportExports.noneText")}
        />
      )}
      {list.rows.map((row) => (
        <ExportRow
          key={row.id}
          made={row}
          mayExport={mayExport}
          onSeek={(at) => onSearch({ ...search, at })}
        />
      ))}
      <MorePages {...list} />
    </Stack>
  );
}
