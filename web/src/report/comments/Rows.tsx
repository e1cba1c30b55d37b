import { Skeleton } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Comment } from "../api";
import type { CommentSearch } from "../search";
import classes from "./Comments.module.css";
import { useRows } from "./pages";

const ROW_HEIGHT = 84;
const AHEAD = 30;

interface Props {
  reportId: string;
  filter: CommentSearch;
  total: number;
  children: (row: Comment, index: number, onMove: (from: number, by: number) => void) => ReactNode;
}

/** Only the rows in view are in the page and in memory, however many there are; arrows and J, K go from one to the next. */
export function Rows({ reportId, filter, total, children }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (place.current) setTop(place.current.getBoundingClientRect().top + window.scrollY);
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count: total,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    scrollMargin: top,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const first = Math.max(0, (items[0]?.index ?? 0) - AHEAD);
  const last = Math.min(total - 1, (items.at(-1)?.index ?? 0) + AHEAD);
  const rowAt = useRows(reportId, filter, first, last);

  const [move] = useState(() => (from: number, by: number) => {
    const index = from + by;
    if (index < 0 || index >= virtual.options.count) return;
    virtual.scrollToIndex(index, { align: "auto" });
    requestAnimationFrame(() =>
      place.current?.querySelector<HTMLElement>(`[data-index="${index}"] article`)?.focus(),
    );
  });

  return (
    <div
      ref={place}
      className={classes.list}
      style={{ height: virtual.getTotalSize() }}
      role="feed"
      aria-label={t("report.tabs.comments")}
    >
      {items.map((item) => {
        const row = rowAt(item.index);
        return (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className={classes.place}
            style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
          >
            {row ? children(row, item.index, move) : <Skeleton height={ROW_HEIGHT} radius={0} />}
          </div>
        );
      })}
    </div>
  );
}
