import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { mergePages } from "@/api/pages";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useFormat } from "@/format";
import { type Comment, commentsKey, countsQuery, listComments } from "../api";
import type { PartProps } from "../ReportPage";
import { type CommentSearch, commentSearch } from "../search";
import { Bulk } from "./Bulk";
import { CommentFilters } from "./CommentFilters";
import { CommentRow } from "./CommentRow";
import classes from "./Comments.module.css";
import { useCorrecting } from "./correcting";

const ROW_HEIGHT = 96;
const AHEAD = 20;

/** All comments of the report: found, sorted, put right. */
export default function CommentsTab(props: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { report, search, onSearch } = props;
  const filter = commentSearch(search);
  const mayCorrect = useMay("analyse");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const correct = useCorrecting(report.id);
  const list = useInfiniteQuery({
    queryKey: [...commentsKey(report.id), "list", filter],
    queryFn: ({ pageParam, signal }) => listComments(report.id, filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const { data: counts } = useQuery({ ...countsQuery(report.id, filter), placeholderData: keepPreviousData });
  const rows = useMemo(() => mergePages(list.data?.pages ?? [], (row: Comment) => row.id), [list.data]);
  const change = (next: CommentSearch) => onSearch({ tab: "comments", at: search.at, ...next });

  function select(id: string, on: boolean) {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    setSelected(next);
  }

  return (
    <>
      <CommentFilters filter={filter} counts={counts} onChange={change} />
      <ProblemAlert error={list.error} />
      <Group justify="space-between" my="xs" mih={32}>
        <Text size="sm" c="dimmed" role="status">
          {counts && t("reports.comments", { count: counts.total, shown: format.count(counts.total) })}
        </Text>
        {selected.size > 0 && (
          <Bulk
            comments={rows.filter((row) => selected.has(row.id))}
            mayCorrect={mayCorrect}
            onCorrect={correct}
            onClear={() => setSelected(new Set())}
          />
        )}
      </Group>
      {list.isPending && <Skeleton height={400} radius="md" />}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState icon={IconSearchOff} title={t("report.noneFound")}>
          <Button variant="default" onClick={() => change({})}>
            {t("reports.clearFilters")}
          </Button>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Rows
          rows={rows}
          hasNextPage={list.hasNextPage}
          isFetchingNextPage={list.isFetchingNextPage}
          fetchNextPage={list.fetchNextPage}
        >
          {(row, onMove) => (
            <CommentRow
              comment={row}
              selected={selected.has(row.id)}
              onSelect={(on) => select(row.id, on)}
              onCorrect={mayCorrect ? (values) => correct([row], values) : undefined}
              onMove={onMove}
              onMoment={(at) => onSearch({ ...search, at })}
              onLink={() => onSearch({ tab: "comments", id: [row.id] })}
            />
          )}
        </Rows>
      )}
    </>
  );
}

interface RowsProps {
  rows: Comment[];
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  children: (row: Comment, onMove: (by: number) => void) => React.ReactNode;
}

/** Only the rows in view are in the page, however many there are; arrows and J, K go from one to the next. */
function Rows({ rows, hasNextPage, isFetchingNextPage, fetchNextPage, children }: RowsProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
    scrollMargin: place.current?.offsetTop ?? 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - AHEAD) fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);

  function focusRow(index: number) {
    if (index < 0 || index >= rows.length) return;
    virtual.scrollToIndex(index, { align: "auto" });
    requestAnimationFrame(() =>
      place.current?.querySelector<HTMLElement>(`[data-index="${index}"] article`)?.focus(),
    );
  }

  return (
    <div
      ref={place}
      className={classes.list}
      style={{ height: virtual.getTotalSize() }}
      role="feed"
      aria-busy={isFetchingNextPage}
      aria-label={t("report.tabs.comments")}
    >
      {items.map((item) => {
        const row = rows[item.index];
        return (
          row && (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={classes.place}
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              {children(row, (by) => focusRow(item.index + by))}
            </div>
          )
        );
      })}
    </div>
  );
}
