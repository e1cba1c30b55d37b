import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import type { Page } from "@/api/pages";
import { tellDone, tellProblem } from "@/components/tell";
import { type Comment, type Correction, commentsKey, correctComment, undoCorrections } from "../api";
import { listKey } from "./pages";

/** Puts labels of comments right: shown at once, taken back when it fails, undone on request. */
export function useCorrecting(reportId: string) {
  const { t } = useTranslation();
  const cache = useQueryClient();

  function show(changed: ReadonlyMap<string, Comment>) {
    cache.setQueriesData<Page<Comment>>(
      { queryKey: listKey(reportId) },
      (page) => page && { ...page, items: page.items.map((row) => changed.get(row.id) ?? row) },
    );
  }

  const byId = (rows: readonly Comment[]) => new Map(rows.map((row) => [row.id, row]));

  return async (rows: readonly Comment[], values: Correction) => {
    const fields = Object.keys(values) as Schema["LabelField"][];
    show(
      byId(
        rows.map((row) => ({
          ...row,
          holds: { ...row.holds, ...values } as Comment["holds"],
          corrected: [...new Set([...row.corrected, ...fields])],
        })),
      ),
    );
    const done: Comment[] = [];
    try {
      for (const row of rows) done.push(await correctComment(reportId, row.id, values));
      tellDone(t("report.corrected", { count: rows.length }), () => undo(rows, fields));
    } catch (error) {
      show(byId(rows.slice(done.length)));
      tellProblem(error);
    }
    show(byId(done));
    cache.invalidateQueries({ queryKey: [...commentsKey(reportId), "counts"] });
    return done;
  };

  async function undo(rows: readonly Comment[], fields: Schema["LabelField"][]) {
    show(byId(rows));
    try {
      for (const row of rows) {
        const before = fields.filter((field) => row.corrected.includes(field));
        const fresh = fields.filter((field) => !row.corrected.includes(field));
        if (fresh.length > 0) await undoCorrections(reportId, row.id, fresh);
        if (before.length > 0) {
          const kept = Object.fromEntries(before.map((field) => [field, row.holds[field]])) as Correction;
          await correctComment(reportId, row.id, kept);
        }
      }
    } catch (error) {
      tellProblem(error);
    }
    cache.invalidateQueries({ queryKey: commentsKey(reportId) });
  }
}
