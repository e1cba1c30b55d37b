import { queryOptions } from "@tanstack/react-query";
import { client, type Schema, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { type CommentSearch, commentQuery } from "./search";

export type Report = Schema["ReportView"];
export type ReportDocument = Schema["ReportDocument"];
export type Numbers = Schema["CommentsPart"];
export type Comment = Schema["CommentView"];
export type Correction = Partial<Schema["Corrections"]>;

const at = (reportId: string) => ({ params: { path: { report_id: reportId } } });

export const reportQuery = (reportId: string) =>
  queryOptions({
    queryKey: keys.report(reportId),
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/reports/{report_id}", { ...at(reportId), signal })),
  });

export const documentQuery = (reportId: string) =>
  queryOptions({
    queryKey: [...keys.report(reportId), "document"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/reports/{report_id}/document", { ...at(reportId), signal })),
  });

export const commentsKey = (reportId: string) => [...keys.report(reportId), "comments"] as const;

export const countsQuery = (reportId: string, search: CommentSearch) =>
  queryOptions({
    queryKey: [...commentsKey(reportId), "counts", commentQuery(search)],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/reports/{report_id}/comments:count", {
          params: { path: { report_id: reportId }, query: commentQuery(search) },
          signal,
        }),
      ),
  });

const comment = (reportId: string, id: string) => ({
  params: { path: { report_id: reportId, comment_id: id } },
});

export const correctComment = (reportId: string, id: string, body: Correction): Promise<Comment> =>
  unwrap(
    client.PATCH("/api/v1/reports/{report_id}/comments/{comment_id}", {
      ...comment(reportId, id),
      body: body as Schema["Corrections"],
    }),
  );

export const undoCorrections = (
  reportId: string,
  id: string,
  field: Schema["LabelField"][],
): Promise<Comment> =>
  unwrap(
    client.DELETE("/api/v1/reports/{report_id}/comments/{comment_id}/corrections", {
      params: { ...comment(reportId, id).params, query: { field } },
    }),
  );
