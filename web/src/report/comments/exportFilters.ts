import type { CommentSearch } from "../search";

/** A filter of the list as exports take it; undefined where it holds what they cannot filter by. */
export function exportFilters(filter: CommentSearch): Record<string, (string | boolean)[]> | undefined {
  const { sentiment, flag, language, sort: _sort, ...others } = filter;
  if (flag?.includes("corrected") || Object.values(others).some((value) => value !== undefined)) return;
  return {
    ...(sentiment && { sentiment }),
    ...(language && { language }),
    ...Object.fromEntries((flag ?? []).map((name) => [name, [true]])),
  };
}
