import { client, once, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const tracksKey = (reportId: string) => [...keys.report(reportId), "tracks"] as const;

export const listTracks = (
  reportId: string,
  unsure: boolean,
  cursor: string | undefined,
  signal: AbortSignal,
) =>
  unwrap(
    client.GET("/api/v1/reports/{report_id}/tracks", {
      params: { path: { report_id: reportId }, query: { unsure, cursor, limit: 100 } },
      signal,
    }),
  );

export const splitTracks = (track_ids: number[]) =>
  unwrap(client.POST("/api/v1/tracks/split", { params: { header: once() }, body: { track_ids } }));
export const moveTracks = (track_ids: number[], person_id: string) =>
  unwrap(client.POST("/api/v1/tracks/move", { body: { track_ids, person_id } }));
export const denyTracks = (track_ids: number[], person_id: string) =>
  unwrap(client.POST("/api/v1/tracks/deny", { body: { track_ids, person_id } }));
export const hideTracks = (track_ids: number[]) =>
  unwrap(client.POST("/api/v1/tracks/hide", { body: { track_ids } }));
export const redoEdit = () => unwrap(client.POST("/api/v1/library/redo", { body: { edit_id: null } }));
