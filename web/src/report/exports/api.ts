import { client, once, type Schema, unwrap } from "@/api/client";
import type { Page } from "@/api/pages";

export type Export = Schema["ExportView"];
export type ExportKind = Schema["ExportKind"];
export type Options = Record<string, unknown>;

const of = (id: string) => ({ params: { path: { export_id: id } } });

export const requestExport = (reportId: string, kind: ExportKind, options: Options): Promise<Export> =>
  unwrap(
    client.POST("/api/v1/reports/{report_id}/exports", {
      params: { path: { report_id: reportId }, header: once() },
      body: { kind, options },
    }),
  );

export const listExports = (
  reportId: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Export>> =>
  unwrap(client.GET("/api/v1/exports", { params: { query: { report_id: reportId, cursor } }, signal }));

export const cancelExport = (id: string) => unwrap(client.POST("/api/v1/exports/{export_id}/cancel", of(id)));
export const retryExport = (id: string) => unwrap(client.POST("/api/v1/exports/{export_id}/retry", of(id)));
export const deleteExport = (id: string) => unwrap(client.DELETE("/api/v1/exports/{export_id}", of(id)));
export const fileOf = (id: string) => `/api/v1/exports/${id}/file`;
