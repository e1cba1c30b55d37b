import { queryOptions, useQueries } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import { type Comment, commentsKey } from "../api";
import { type CommentSearch, commentQuery } from "../search";

const PAGE = 100;

export const listKey = (reportId: string) => [...commentsKey(reportId), "list"] as const;

/** One page of the list, counted from 0. */
export const pageQuery = (reportId: string, filter: CommentSearch, page: number) =>
  queryOptions({
    queryKey: [...listKey(reportId), filter, page],
    queryFn: ({ signal }) => {
      const query = { ...commentQuery(filter), sort: filter.sort, offset: page * PAGE, limit: PAGE };
      const params = { path: { report_id: reportId }, query };
      return unwrap(client.GET("/api/v1/reports/{report_id}/comments", { params, signal }));
    },
  });

/** The pages on which the rows from `first` to `last` are. */
export function pagesOf(first: number, last: number): number[] {
  const start = Math.floor(first / PAGE);
  return Array.from({ length: Math.floor(last / PAGE) - start + 1 }, (_, at) => start + at);
}

/** Reads the pages around the rows in view, and no others; what is not read yet is undefined. */
export function useRows(reportId: string, filter: CommentSearch, first: number, last: number) {
  const pages = pagesOf(first, last);
  const found = useQueries({ queries: pages.map((page) => pageQuery(reportId, filter, page)) });
  return (index: number): Comment | undefined => {
    const at = pages.indexOf(Math.floor(index / PAGE));
    return found[at]?.data?.items[index % PAGE];
  };
}
