import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconFileExport, IconSearchOff } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { type Comment, countsQuery } from "../api";
import { requestExport } from "../exports/api";
import type { PartProps } from "../ReportPage";
import { type CommentSearch, commentSearch } from "../search";
import { Bulk } from "./Bulk";
import { CommentFilters } from "./CommentFilters";
import { CommentRow, type RowActions } from "./CommentRow";
import { useCorrecting } from "./correcting";
import { exportFilters } from "./exportFilters";
import { pageQuery } from "./pages";
import { Rows } from "./Rows";

/** All comments of the report: found, sorted, put right. */
export default function CommentsTab(props: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { report, document, search, onSearch } = props;
  const filter = commentSearch(search);
  const mayCorrect = useMay("analyse");
  const [selected, setSelected] = useState<ReadonlyMap<string, Comment>>(new Map());
  const correct = useCorrecting(report.id);
  const beginning = useQuery(pageQuery(report.id, filter, 0));
  const { data: counts } = useQuery({ ...countsQuery(report.id, filter), placeholderData: keepPreviousData });
  const change = (next: CommentSearch) => onSearch({ tab: "comments", at: search.at, ...next });
  const actions = useSame<RowActions>({
    onSelect: (row, on) => {
      const next = new Map(selected);
      if (on) next.set(row.id, row);
      else next.delete(row.id);
      setSelected(next);
    },
    onCorrect: (row, values) => correct([row], values),
    onMoment: (at) => onSearch({ ...search, at }),
    onLink: (id) => onSearch({ tab: "comments", id: [id] }),
  });

  async function correctSelected(rows: Comment[], values: Parameters<typeof correct>[1]) {
    const done = await correct(rows, values);
    setSelected((now) => new Map([...now, ...done.map((row) => [row.id, row] as const)]));
  }

  return (
    <>
      <CommentFilters filter={filter} counts={counts} moments={document.moments ?? []} onChange={change} />
      <ProblemAlert error={beginning.error} />
      <Group justify="space-between" my="xs" mih={32}>
        <Text size="sm" c="dimmed" role="status">
          {counts && t("reports.comments", { count: counts.total, shown: format.count(counts.total) })}
        </Text>
        {selected.size > 0 ? (
          <Bulk
            comments={[...selected.values()]}
            mayCorrect={mayCorrect}
            onCorrect={correctSelected}
            onClear={() => setSelected(new Map())}
          />
        ) : (
          <ExportThese reportId={report.id} filter={filter} />
        )}
      </Group>
      {!counts && !beginning.error && <Skeleton height={400} radius="md" />}
      {counts?.total === 0 && (
        <EmptyState icon={IconSearchOff} title={t("report.noneFound")}>
          <Button variant="default" onClick={() => change({})}>
            {t("reports.clearFilters")}
          </Button>
        </EmptyState>
      )}
      {counts && counts.total > 0 && (
        <Rows key={JSON.stringify(filter)} reportId={report.id} filter={filter} total={counts.total}>
          {(row, index, onMove) => (
            <CommentRow
              comment={row}
              index={index}
              selected={selected.has(row.id)}
              mayCorrect={mayCorrect}
              actions={actions}
              onMove={onMove}
            />
          )}
        </Rows>
      )}
    </>
  );
}

/** The same object at every rendering, whose functions do what those of the last rendering do: rows need not be drawn anew. */
function useSame<T extends object>(functions: T): T {
  const last = useRef(functions);
  useEffect(() => {
    last.current = functions;
  });
  const [same] = useState(
    () =>
      Object.fromEntries(
        Object.keys(functions).map((name) => [
          name,
          (...given: unknown[]) =>
            (last.current[name as keyof T] as (...given: unknown[]) => unknown)(...given),
        ]),
      ) as T,
  );
  return same;
}

/** Asks for the list as a table; filters that a file cannot have leave nothing to ask for. */
function ExportThese({ reportId, filter }: { reportId: string; filter: CommentSearch }) {
  const { t } = useTranslation();
  const act = useAct(keys.exports);
  const mayExport = useMay("export");
  const filters = exportFilters(filter);
  if (!mayExport || !filters) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconFileExport size={16} aria-hidden />}
      onClick={() =>
        act(() => requestExport(reportId, "csv", { table: "comments", filters }), t("reportExports.asked"))
      }
    >
      {t("report.exportThese")}
    </Button>
  );
}
