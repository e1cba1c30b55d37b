import type { QueryClient } from "@tanstack/react-query";
import type { Schema } from "./client";
import { keys } from "./queries";

/** Something that happened, as a message of the stream tells it. */
export interface LiveEvent {
  kind: Schema["EventKind"];
  report_id: string | null;
  body: Record<string, unknown>;
}

interface Going {
  id: string;
  status: string;
  progress: number;
  stage?: string | null;
}

/** A row as an event of its progress tells it; the same row when the event is about another one. */
export function progressed<T extends Going>(row: T, event: LiveEvent): T {
  if (row.id !== event.report_id) return row;
  const { status, stage, done, total } = event.body as Partial<Going & Record<"done" | "total", number>>;
  return {
    ...row,
    status: status ?? row.status,
    progress: total ? (done ?? 0) / total : row.progress,
    stage: stage === undefined ? row.stage : stage,
  };
}

/** Which parts of the cache an event makes old. */
export function outdatedBy(event: LiveEvent): readonly (readonly string[])[] {
  const report = event.report_id ? [keys.report(event.report_id)] : [];
  switch (event.kind) {
    case "report.requested":
    case "report.finished":
    case "report.changed":
    case "report.deleted":
      return [...report, keys.reports, keys.channel, keys.moderation];
    case "export.progress":
    case "export.finished":
    case "export.deleted":
      return [keys.exports];
    case "persons.changed":
      return [keys.everyReport, keys.persons, keys.reviews, keys.reports];
    case "corrections.changed":
      return [...report, keys.moderation];
    case "words.changed":
      return [keys.words, keys.moderation];
    case "webhook.disabled":
      return [keys.webhooks];
    default:
      return [];
  }
}

/** Brings the cache up to date with an event. */
export function applyEvent(cache: QueryClient, event: LiveEvent) {
  if (event.kind === "reset") {
    cache.invalidateQueries();
    return;
  }
  if (event.kind === "report.progress" && event.report_id) {
    cache.setQueriesData<{ pages: { items: Going[] }[] }>({ queryKey: keys.reports }, (list) =>
      list?.pages
        ? {
            ...list,
            pages: list.pages.map((page) => ({
              ...page,
              items: page.items.map((row) => progressed(row, event)),
            })),
          }
        : list,
    );
    cache.setQueryData<Going>(keys.report(event.report_id), (row) => row && progressed(row, event));
    return;
  }
  for (const queryKey of outdatedBy(event)) cache.invalidateQueries({ queryKey });
}
