import type { Schema } from "@/api/client";

const BEFORE_S = 2;
const LEAST_S = 10;

/** What to cut out for a moment: from shortly before it to its end, ten seconds at least, within the film. */
export function clipOf(
  moment: Pick<Schema["MomentPart"], "at_s" | "end_s">,
  durationS: number | null | undefined,
): { start_s: number; end_s: number } {
  const start_s = Math.max(0, moment.at_s - BEFORE_S);
  const end_s = Math.max(moment.end_s ?? 0, start_s + LEAST_S);
  return { start_s, end_s: durationS ? Math.min(end_s, durationS) : end_s };
}
