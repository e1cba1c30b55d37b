import type { QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/queries";

interface List {
  pages: { items: { id: string }[] }[];
}

/** Takes a report off every list in the cache; reading them anew brings it back if it is still there. */
export function hideReport(cache: QueryClient, id: string) {
  cache.setQueriesData<List>({ queryKey: keys.reports }, (list) =>
    list?.pages
      ? {
          ...list,
          pages: list.pages.map((page) => ({ ...page, items: page.items.filter((row) => row.id !== id) })),
        }
      : list,
  );
}
