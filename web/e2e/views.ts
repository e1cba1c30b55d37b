import type { TFunction } from "i18next";
import type { Page } from "playwright-core";

/** The reports of an installation that is filled. */
export interface Filled {
  /** A film with people and comments. */
  report: string;
  /** Another one. */
  second: string;
  /** Somebody in the first film. */
  person: string;
}

/** One state of the app that is worth a look. */
export interface View {
  name: string;
  address: (filled: Filled) => string;
  /** What is pressed before it is looked at. */
  prepare?: (page: Page, t: TFunction) => Promise<unknown>;
  /** What the console says then, as it should. */
  said?: RegExp;
}

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const inReport = (tab: string) => (filled: Filled) => `/reports/${filled.report}?tab=${tab}`;
const at = (address: string) => () => address;

/** Every page, tab and dialog that somebody signed in comes to. */
export const VIEWS: readonly View[] = [
  { name: "reports", address: at("/reports") },
  { name: "reports-selected", address: (f) => `/reports?selected=${JSON.stringify([f.report, f.second])}` },
  { name: "reports-none", address: at("/reports?text=zzzz") },
  { name: "reports-bin", address: at("/reports?bin=true") },
  { name: "compare", address: (f) => `/compare?ids=${JSON.stringify([f.report, f.second])}` },
  {
    name: "request",
    address: at("/reports"),
    async prepare(page, t) {
      await page
        .getByRole("button", { name: t("shell.analyseNew") })
        .first()
        .click();
      await page.getByRole("dialog").getByRole("textbox").first().fill("https://example.org/film");
    },
  },
  {
    name: "request-files",
    address: at("/reports"),
    async prepare(page, t) {
      await page
        .getByRole("button", { name: t("shell.analyseNew") })
        .first()
        .click();
      await page.getByRole("tab", { name: t("request.fromFiles") }).click();
    },
  },
  { name: "search", address: at("/reports"), prepare: (page) => page.keyboard.press("Control+k") },
  { name: "overview", address: inReport("overview") },
  {
    name: "overview-tables",
    address: inReport("overview"),
    async prepare(page, t) {
      for (const name of [t("report.table"), t("report.list")]) {
        await page.getByText(name, { exact: true }).first().click();
      }
    },
  },
  { name: "comments", address: inReport("comments") },
  {
    name: "comments-why",
    address: inReport("comments"),
    async prepare(page) {
      const row = page.getByRole("article").first();
      await row.focus();
      await page.keyboard.press("w");
      await page.keyboard.press("x");
      await row.getByRole("button").last().click();
      await page.getByRole("menu").waitFor();
    },
  },
  { name: "comments-none", address: (f) => `/reports/${f.report}?tab=comments&text=zzzz` },
  { name: "moments", address: inReport("moments") },
  { name: "people-here", address: inReport("people") },
  {
    name: "people-here-open",
    address: inReport("people"),
    async prepare(page) {
      const row = page.getByRole("article").first();
      await row.getByRole("checkbox").first().check();
      await row.locator("button[aria-expanded=false]").first().click();
      await row.getByRole("checkbox").nth(1).check();
    },
  },
  { name: "exports", address: inReport("exports") },
  {
    name: "share",
    address: inReport("overview"),
    async prepare(page, t) {
      await press(page, t("report.share"));
      await press(page, t("report.shareMake"));
      await page.getByLabel(t("report.shareLink")).waitFor();
    },
  },
  {
    name: "shortcuts",
    address: inReport("overview"),
    async prepare(page) {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "report-missing",
    address: at("/reports/00000000-0000-0000-0000-000000000000"),
    said: /There is no such report/,
  },
  { name: "page-missing", address: at("/nothing/here") },
  { name: "people", address: at("/people") },
  {
    name: "people-chosen",
    address: at("/people"),
    async prepare(page) {
      for (const place of [0, 1]) await page.getByRole("checkbox").nth(place).check();
    },
  },
  { name: "people-reviews", address: at("/people?tab=reviews") },
  { name: "people-ignored", address: at("/people?tab=ignored") },
  { name: "people-binned", address: at("/people?tab=binned") },
  {
    name: "person",
    address: (f) => `/people/${f.person}`,
    prepare: (page, t) => press(page, t("people.find")),
  },
  { name: "moderation", address: at("/moderation") },
  {
    name: "words",
    address: at("/moderation?tab=words"),
    prepare: (page, t) => page.getByLabel(t("moderation.tryText")).fill("씨 발 좋은 영상"),
  },
  { name: "channel", address: at("/channel") },
  {
    name: "channel-table",
    address: at("/channel"),
    prepare: (page, t) => press(page, t("channel.courseTable")),
  },
  {
    name: "keys",
    address: at("/developers"),
    async prepare(page, t) {
      await page.getByLabel(t("account.name")).fill("CMS");
      await press(page, t("developers.makeKey"));
      await page.getByText(t("developers.keyOnce")).waitFor();
    },
  },
  { name: "webhooks", address: at("/developers?tab=webhooks") },
  { name: "usage", address: at("/developers?tab=usage") },
  { name: "settings", address: at("/settings") },
  { name: "members", address: at("/settings?tab=workspace") },
  { name: "privacy", address: at("/settings?tab=privacy") },
  { name: "models", address: at("/settings?tab=models") },
  { name: "log", address: at("/settings?tab=log") },
];
