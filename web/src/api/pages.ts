import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

export interface Page<T> {
  items: T[];
  next?: string | null;
}

/** The rows of all pages in order; a row that moved between two readings is shown once, where it was read last. */
export function mergePages<T>(pages: readonly Page<T>[], idOf: (row: T) => string | number): T[] {
  const rows = new Map<string | number, T>();
  for (const page of pages) {
    for (const row of page.items) {
      rows.delete(idOf(row));
      rows.set(idOf(row), row);
    }
  }
  return [...rows.values()];
}

/** A list that is read page by page. `load` gets the cursor of the page to read, and a signal to stop. */
export function usePages<T>(
  queryKey: QueryKey,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  idOf: (row: T) => string | number,
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const pages = query.data?.pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: idOf is the same function in spirit on every render.
  const rows = useMemo(() => mergePages(pages ?? [], idOf), [pages]);
  return { ...query, rows };
}
