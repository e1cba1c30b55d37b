import { queryClient } from "@/api/queries";
import { patient } from "@/components/patient";
import { countsQuery, documentQuery, reportQuery } from "./api";
import { pageQuery } from "./comments/pages";
import { commentSearch, type ReportSearch, type Tab } from "./search";

/** What each tab shows. */
export const PANELS = {
  overview: patient(() => import("./overview/Overview")),
  comments: patient(() => import("./comments/CommentsTab")),
  moments: patient(() => import("./moments/MomentsTab")),
  people: patient(() => import("./people/PeopleTab")),
  exports: patient(() => import("./exports/ExportsTab")),
} satisfies Record<Tab, unknown>;

/** The course of the comments over time, with the library that draws it. */
export const Course = patient(() => import("./overview/Course"));

/** Loads at once what a report's page would ask for one after the other. What fails here is told by the page, which asks again. */
export async function loadReport(reportId: string, search: ReportSearch): Promise<void> {
  const tab = search.tab ?? "overview";
  if (tab === "comments") {
    const filter = commentSearch(search);
    void queryClient.prefetchQuery(countsQuery(reportId, filter));
    void queryClient.prefetchQuery(pageQuery(reportId, filter, 0));
  }
  if (tab === "overview") void Course.preload().catch(() => undefined);
  await Promise.allSettled([
    queryClient.ensureQueryData(reportQuery(reportId)),
    queryClient.ensureQueryData(documentQuery(reportId)),
    PANELS[tab].preload(),
  ]);
}

/** Loads what the other tabs show, so that they open at once. */
export function loadOtherTabs(): void {
  void Promise.allSettled([...Object.values(PANELS), Course].map((part) => part.preload()));
}
