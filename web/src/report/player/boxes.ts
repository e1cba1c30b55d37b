import { queryOptions } from "@tanstack/react-query";
import { client, type Schema, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

type Track = Schema["TrackBoxesView"];

/** Seconds that are read at once. */
export const WINDOW_S = 30;

/** The faces on screen in one window of the film. */
export const boxesQuery = (reportId: string, window: number) =>
  queryOptions({
    queryKey: [...keys.report(reportId), "boxes", window],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/reports/{report_id}/boxes", {
          params: {
            path: { report_id: reportId },
            query: { start_s: window * WINDOW_S, end_s: (window + 1) * WINDOW_S },
          },
          signal,
        }),
      ),
  });

/** A track's box (x, y, w, h in ten-thousandths) at a time, between two sightings in proportion; null off screen. */
export function boxAt(track: Pick<Track, "times_s" | "boxes" | "until_s">, timeS: number): number[] | null {
  const { times_s: times, boxes, until_s } = track;
  const first = times[0];
  if (first === undefined || timeS < first || timeS > until_s) return null;
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((times[middle] ?? 0) <= timeS) low = middle;
    else high = middle - 1;
  }
  const [from, to] = [boxes[low], boxes[low + 1]];
  const [start, end] = [times[low], times[low + 1]];
  if (!from || !to || start === undefined || end === undefined) return from ?? null;
  const share = (timeS - start) / (end - start);
  return from.map((value, side) => value + ((to[side] ?? value) - value) * share);
}
