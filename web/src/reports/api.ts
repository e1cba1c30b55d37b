import { client, once, type Schema, unwrap } from "@/api/client";
import type { Page } from "@/api/pages";
import type { ReportsSearch } from "./search";

export type ReportView = Schema["ReportView"];
export type ReportCard = Schema["ReportCardView"];
export type ReportRequest = Schema["ReportRequest"];
export type AnalysisKind = Schema["AnalysisKind"];
const PAGE = 24;

export function listReports(
  search: Omit<ReportsSearch, "selected">,
  cursor: string | undefined,
  signal: AbortSignal,
  limit = PAGE,
): Promise<Page<ReportCard>> {
  const { text, status, sort, bin } = search;
  const query = { text, status, sort, binned: bin, cursor, limit };
  return unwrap(client.GET("/api/v1/reports", { params: { query }, signal }));
}

export function requestReport(body: Partial<ReportRequest>): Promise<ReportView> {
  // What is left out has a default.
  return unwrap(client.POST("/api/v1/reports", { body: body as ReportRequest, params: { header: once() } }));
}

export function requestSample(): Promise<ReportView> {
  return unwrap(client.POST("/api/v1/reports:sample", { params: { header: once() } }));
}

export function checkAddress(url: string, signal: AbortSignal) {
  return unwrap(client.POST("/api/v1/reports:check", { body: { url }, signal }));
}

const at = (id: string) => ({ params: { path: { report_id: id } } });

export const cancelReport = (id: string) => unwrap(client.POST("/api/v1/reports/{report_id}/cancel", at(id)));
export const retryReport = (id: string) => unwrap(client.POST("/api/v1/reports/{report_id}/retry", at(id)));
export const binReport = (id: string) => unwrap(client.POST("/api/v1/reports/{report_id}/bin", at(id)));
export const restoreReport = (id: string) =>
  unwrap(client.POST("/api/v1/reports/{report_id}/restore", at(id)));
export const deleteReport = (id: string) => unwrap(client.DELETE("/api/v1/reports/{report_id}", at(id)));
