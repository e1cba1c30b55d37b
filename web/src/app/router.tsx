import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { queryClient } from "@/api/queries";
import { sessionQuery } from "@/api/session";
import { type Flag, isFlag } from "@/moderation/flags";
import { loadReport } from "@/report/panels";
import { readReportSearch } from "@/report/search";
import { readReportsSearch } from "@/reports/search";
import { FailedPage, MissingPage } from "./FailedPage";
import { PageLoading } from "./PageLoading";
import { Shell } from "./Shell";
import { readTab } from "./tabs";

const root = createRootRoute({ component: Outlet });

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/sign-in", search: { to: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/reports" });
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { to?: string } =>
    typeof search.to === "string" && /^\/(?![/\\])/.test(search.to) ? { to: search.to } : {},
  beforeLoad: async ({ search }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session) throw redirect({ href: search.to ?? "/reports" });
  },
  component: lazyRouteComponent(() => import("@/account/SignInPage"), "SignInPage"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/account/WelcomePage"), "WelcomePage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("@/account/InvitationPage"), "InvitationPage"),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => import("@/account/ResetPage"), "ResetPage"),
});

const reports = createRoute({
  getParentRoute: () => inside,
  path: "/reports",
  validateSearch: readReportsSearch,
  component: lazyRouteComponent(() => import("@/reports/ReportsPage"), "ReportsPage"),
});

const compare = createRoute({
  getParentRoute: () => inside,
  path: "/compare",
  validateSearch: (search): { ids: string[] } => ({
    ids: (Array.isArray(search.ids) ? search.ids : []).filter((id) => typeof id === "string").slice(0, 5),
  }),
  component: lazyRouteComponent(() => import("@/reports/ComparePage"), "ComparePage"),
});

const report = createRoute({
  getParentRoute: () => inside,
  path: "/reports/$reportId",
  validateSearch: readReportSearch,
  loader: ({ params, location }) => loadReport(params.reportId, readReportSearch(location.search)),
  component: lazyRouteComponent(() => import("@/report/ReportPage"), "ReportPage"),
});

const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  validateSearch: readTab(["seen", "reviews", "ignored", "binned"]),
  component: lazyRouteComponent(() => import("@/people/PeoplePage"), "PeoplePage"),
});

const person = createRoute({
  getParentRoute: () => inside,
  path: "/people/$personId",
  component: lazyRouteComponent(() => import("@/people/PersonPage"), "PersonPage"),
});

const moderation = createRoute({
  getParentRoute: () => inside,
  path: "/moderation",
  validateSearch: (search: Record<string, unknown>): { tab?: "held" | "words"; flag?: Flag } => ({
    ...readTab(["held", "words"])(search),
    ...(isFlag(search.flag) && { flag: search.flag }),
  }),
  component: lazyRouteComponent(() => import("@/moderation/ModerationPage"), "ModerationPage"),
});

const channel = createRoute({
  getParentRoute: () => inside,
  path: "/channel",
  component: lazyRouteComponent(() => import("@/channel/ChannelPage"), "ChannelPage"),
});

const developers = createRoute({
  getParentRoute: () => inside,
  path: "/developers",
  validateSearch: readTab(["keys", "webhooks", "usage"]),
  component: lazyRouteComponent(() => import("@/developers/DevelopersPage"), "DevelopersPage"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  validateSearch: readTab(["account", "workspace", "privacy", "models", "log"]),
  component: lazyRouteComponent(() => import("@/settings/SettingsPage"), "SettingsPage"),
});

const routes = root.addChildren([
  home,
  signIn,
  welcome,
  invitation,
  reset,
  inside.addChildren([reports, compare, report, people, person, moderation, channel, developers, settings]),
]);

export const router = createRouter({
  routeTree: routes,
  defaultPreload: "intent",
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: FailedPage,
  defaultNotFoundComponent: MissingPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
