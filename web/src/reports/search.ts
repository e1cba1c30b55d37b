export const STATUSES = ["waiting", "working", "done", "partial", "failed", "cancelled"] as const;
export const SORTS = ["newest", "oldest", "title"] as const;
export type Status = (typeof STATUSES)[number];
export type Sort = (typeof SORTS)[number];

/** What the list of reports shows, as it stands in the address. What is left out is as it is at first. */
export interface ReportsSearch {
  text?: string;
  status?: Status[];
  sort?: Sort;
  bin?: true;
  selected?: string[];
}

export const MOST_COMPARED = 5;
const LONGEST_TEXT = 200;

/** Reads the address; what is not understood is left out. */
export function readReportsSearch(search: Record<string, unknown>): ReportsSearch {
  const found: ReportsSearch = {};
  if (typeof search.text === "string" && search.text) found.text = search.text.slice(0, LONGEST_TEXT);
  const status = STATUSES.filter((one) => Array.isArray(search.status) && search.status.includes(one));
  if (status.length > 0) found.status = status;
  const sort = SORTS.find((one) => one === search.sort);
  if (sort && sort !== SORTS[0]) found.sort = sort;
  if (search.bin === true) found.bin = true;
  const selected = (Array.isArray(search.selected) ? search.selected : []).filter(
    (id) => typeof id === "string",
  );
  if (selected.length > 0) found.selected = selected.slice(0, MOST_COMPARED);
  return found;
}
