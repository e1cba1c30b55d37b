/** What a report shows, as it stands in the address. */
export interface ReportSearch {
  tab?: string;
}

export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  return typeof search.tab === "string" ? { tab: search.tab } : {};
}
