import type { Schema } from "@/api/client";

type Moment = Pick<Schema["MomentPart"], "at_s" | "weight">;
type Span = Schema["Appearance"];

/** Widths and heights of the drawing, which is stretched to its place. */
export const WIDTH = 1000;
export const HEAT_HEIGHT = 40;
const POINTS = 240;
const SPREAD = 3;

/** The height of the heat line, 0 to 1, at evenly spaced times: each moment is a Gaussian of its weight. */
export function heat(moments: readonly Moment[], durationS: number, points = POINTS): number[] {
  const heights = new Array<number>(points).fill(0);
  if (durationS <= 0) return heights;
  for (const { at_s, weight } of moments) {
    const middle = (at_s / durationS) * (points - 1);
    const first = Math.max(0, Math.floor(middle - 4 * SPREAD));
    const last = Math.min(points - 1, Math.ceil(middle + 4 * SPREAD));
    for (let at = first; at <= last; at++) {
      heights[at] = (heights[at] ?? 0) + weight * Math.exp(-(((at - middle) / SPREAD) ** 2) / 2);
    }
  }
  const highest = Math.max(...heights);
  return highest > 0 ? heights.map((height) => height / highest) : heights;
}

/** The heat line as an SVG path that is closed along the bottom. */
export function heatPath(heights: readonly number[]): string {
  const step = WIDTH / (heights.length - 1);
  const points = heights.map(
    (height, at) => `L${(at * step).toFixed(1)} ${((1 - height) * (HEAT_HEIGHT - 2) + 1).toFixed(1)}`,
  );
  return `M0 ${HEAT_HEIGHT}${points.join("")}L${WIDTH} ${HEAT_HEIGHT}Z`;
}

/** Spans as one SVG path of boxes of height 1; what is too short to be seen is widened. */
export function spansPath(spans: readonly Span[], durationS: number): string {
  if (durationS <= 0) return "";
  const least = WIDTH / 400;
  return spans
    .map(({ start_s, end_s }) => {
      const start = (start_s / durationS) * WIDTH;
      const width = Math.max(least, ((end_s - start_s) / durationS) * WIDTH);
      return `M${start.toFixed(1)} 0h${width.toFixed(1)}v1h-${width.toFixed(1)}z`;
    })
    .join("");
}

/** Where the next moment after a time begins; the first one after the last. */
export function nextMoment(moments: readonly Moment[], timeS: number): number | undefined {
  const starts = moments.map(({ at_s }) => at_s).sort((a, b) => a - b);
  return starts.find((start) => start > timeS + 0.5) ?? starts[0];
}

/** The length of the film as far as it is known: told, or the last second that anything points at. */
export function lengthOf(document: Schema["ReportDocument"]): number {
  const { video, moments, persons } = document;
  if (video.duration_s) return video.duration_s;
  const ends = [
    ...(moments ?? []).map(({ at_s }) => at_s),
    ...(persons?.shots ?? []).map(({ end_s }) => end_s),
  ];
  return ends.reduce((most, end) => Math.max(most, end), 0);
}
