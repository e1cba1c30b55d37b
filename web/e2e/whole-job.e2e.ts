import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TFunction } from "i18next";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ARTIFACTS, openBrowser, openProfile } from "./browser";
import { cutSample, judge, SAMPLE } from "./films";
import { type Installation, install } from "./installation";
import { ask, firstStart } from "./owner";
import { type Language, textsIn } from "./texts";
import { witness } from "./witness";

const ANALYSED = { timeout: 150_000 };
const NAME = "별이";
const TITLE = "둘만 남은 극장";

describe.each<Language>(["ko", "en"])("the whole job of a creator (%s)", (language) => {
  let installation: Installation;
  let browser: Browser;
  let profile: Awaited<ReturnType<typeof openProfile>>;
  let page: Page;
  let t: TFunction;
  let folder: string;
  let report: string;
  witness(() => ({ browser, installation }));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "open-tube-films-"));
    [installation, browser, t] = await Promise.all([install(), openBrowser(), textsIn(language)]);
    profile = await openProfile(browser, installation.address, language);
    page = await profile.context.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await installation?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const tab = (name: "overview" | "comments" | "people" | "exports") =>
    page.getByRole("tab", { name: t(`report.tabs.${name}`) });
  const picture = (name: string) => page.screenshot({ path: join(ARTIFACTS, `job-${language}-${name}.png`) });
  const persons = () => page.getByRole("list", { name: t("report.tabs.people") }).getByRole("article");

  /** Waits until the report of the page has ended, all of it well. */
  async function isDone() {
    await page.getByRole("button", { name: t("report.share"), exact: true }).waitFor(ANALYSED);
    await page.getByText(t("reports.status.done"), { exact: true }).first().waitFor();
  }

  /** Reads a number that stands behind a label, as in "Negative 12". */
  async function count(labelled: Locator): Promise<number> {
    return Number(/(\d+)\s*$/.exec((await labelled.textContent()) ?? "")?.[1]);
  }

  /** The people of the report once there are as many. */
  async function arePersons(many: number) {
    await persons().nth(many).waitFor({ state: "detached" });
    await persons()
      .nth(many - 1)
      .waitFor();
  }

  it(`starts by the link of the terminal, and asks for the sample (${language})`, async () => {
    await firstStart(page, installation, t);
    await page.getByRole("button", { name: t("reports.trySample") }).click();
    await page.waitForURL(/\/reports\/[0-9a-f-]{36}/);
    report = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
  });

  it(`sees the report grow, also after a reload (${language})`, async () => {
    const bar = page.getByRole("progressbar", { name: t("reports.progress") });
    const share = async () => Number(await bar.getAttribute("aria-valuenow"));
    await expect.poll(share, ANALYSED).toBeGreaterThan(0);
    const before = await share();
    await picture("progress");

    await page.reload();
    await expect.poll(share).toBeGreaterThanOrEqual(before);
    await isDone();
    await page.getByRole("heading", { name: t("report.summary") }).waitFor();
    await picture("overview");
  });

  it(`puts a label right with one key, and the numbers follow (${language})`, async () => {
    const negative = t("report.sentiments.negative");
    const total = page.getByRole("button", { name: new RegExp(`^${negative} \\d+$`) });
    const inReport = await count(total);
    await tab("comments").click();
    const chip = page.getByRole("group", { name: t("report.sentiment") }).getByText(negative);
    const row = page.getByRole("article").filter({
      has: page.getByRole("img", { name: t("report.sentiments.positive"), exact: true }),
    });
    const text = (await row.first().locator("p").last().textContent()) ?? "";
    const comment = page.getByRole("article").filter({ hasText: text });
    await expect.poll(() => count(chip)).toBe(inReport);

    await comment.focus();
    await page.keyboard.press("3");
    await comment.getByRole("img", { name: negative, exact: true }).waitFor();
    await expect.poll(() => count(chip)).toBe(inReport + 1);
    await picture("corrected");

    await page.getByRole("button", { name: t("common.undo") }).click();
    await comment.getByRole("img", { name: negative, exact: true }).waitFor({ state: "hidden" });
    await expect.poll(() => count(chip)).toBe(inReport);

    await comment.focus();
    await page.keyboard.press("3");
    await expect.poll(() => count(chip)).toBe(inReport + 1);
    await page.reload();
    await comment.getByRole("img", { name: t("report.flags.corrected") }).waitFor();
    await tab("overview").click();
    await expect.poll(() => count(total)).toBe(inReport + 1);
  });

  it(`makes two persons one by drag, and takes it back (${language})`, async () => {
    await tab("people").click();
    await persons().first().waitFor();
    const before = await persons().count();
    expect(before).toBeGreaterThanOrEqual(3);
    await picture("people");

    const face = (at: number) => persons().nth(at).getByRole("img").first();
    await face(1).dragTo(face(0));
    await arePersons(before - 1);
    await picture("merged");
    await page
      .getByRole("button", { name: t("common.undo") })
      .last()
      .click();
    await arePersons(before);
  });

  it(`makes two persons one by keyboard, and takes it back (${language})`, async () => {
    const before = await persons().count();
    for (const at of [0, 1]) {
      await persons().nth(at).getByRole("checkbox").first().focus();
      await page.keyboard.press("Space");
    }
    await page.getByRole("button", { name: t("people.merge") }).focus();
    await page.keyboard.press("Enter");
    await arePersons(before - 1);
    await page
      .getByRole("button", { name: t("common.undo") })
      .first()
      .focus();
    await page.keyboard.press("Enter");
    await arePersons(before);
  });

  it(`names a person, hides them, and downloads a film where only they are hidden (${language})`, async () => {
    const boxes = await ask<{ items: { person_id: string; times_s: number[] }[] }>(
      page,
      "GET",
      `/reports/${report}/boxes?start_s=0&end_s=60`,
    );
    await persons().first().getByPlaceholder(t("people.addName")).fill(NAME);
    await page.keyboard.press("Enter");
    const star = page.getByRole("article", { name: NAME });
    const cover = await star.getByRole("img").first().getAttribute("src");
    const person = /[0-9a-f-]{36}/.exec(cover ?? "")?.[0];
    await star.getByRole("checkbox").first().check();
    await picture("hide");
    await page.getByRole("button", { name: t("reportPeople.makeHidden") }).click();
    await tab("exports").click();
    const made = page.getByRole("article").filter({ hasText: t("reportExports.kind.anonymized_video") });
    const link = made.getByRole("link", { name: t("reportExports.download") });
    await link.waitFor(ANALYSED);
    await picture("exports");
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toMatch(/\.mp4$/);

    const { same_times, sound, changed } = await judge(SAMPLE, await download.path(), boxes);
    expect([same_times, sound]).toEqual([true, true]);
    const faces = Object.entries(changed).map(([id, tracks]) => ({ hidden: id === person, tracks }));
    expect(faces.filter(({ hidden }) => hidden)).toHaveLength(1);
    for (const { hidden, tracks } of faces) {
      if (hidden) expect(Math.min(...tracks)).toBeGreaterThan(15);
      else expect(Math.max(...tracks)).toBeLessThan(5);
    }
  });

  it(`sends a second film, and finds the person in it (${language})`, async () => {
    const film = join(folder, "second.mp4");
    await cutSample(film);
    await page.getByRole("button", { name: t("shell.analyseNew") }).click();
    const dialog = page.getByRole("dialog", { name: t("request.title") });
    await dialog.getByRole("tab", { name: t("request.fromFiles") }).click();
    await dialog.locator('input[type="file"]').setInputFiles(film);
    await dialog.getByLabel(t("request.videoTitle")).fill(TITLE);
    await dialog.getByRole("button", { name: t("request.ask") }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/reports/") && !url.pathname.includes(report));
    await page.getByRole("heading", { name: TITLE }).waitFor();
    await isDone();

    await page.goto("/people");
    await page.getByRole("link", { name: t("people.open", { name: NAME }) }).click();
    await page.getByRole("button", { name: t("people.find") }).click();
    const found = page.getByRole("link", { name: TITLE });
    await found.waitFor();
    await picture("found");
    await found.click();
    await page.getByRole("heading", { name: TITLE }).waitFor();
  });

  it(`shares the report, until the link is taken back (${language})`, async () => {
    await page.goto(`/reports/${report}`);
    await page.getByRole("button", { name: t("report.share"), exact: true }).click();
    await page.getByRole("button", { name: t("report.shareMake") }).click();
    const link = await page.getByLabel(t("report.shareLink")).inputValue();

    const stranger = await openProfile(browser, installation.address, language);
    const shared = await stranger.context.newPage();
    await shared.goto(link);
    await shared.screenshot({ path: join(ARTIFACTS, `job-${language}-shared.png`), fullPage: true });
    const { items } = await ask<{ items: { author: string }[] }>(
      page,
      "GET",
      `/reports/${report}/comments?limit=100`,
    );
    const shown = await shared.content();
    expect(items.map(({ author }) => author).filter((author) => shown.includes(author))).toEqual([]);
    const controls = await shared.locator("button, input, select, textarea, form").allTextContents();
    expect(controls).toEqual(["한국어", "English", expect.any(String)]);
    expect(stranger.complaints).toEqual([]);

    await page.getByRole("button", { name: t("report.shareTakeBack") }).click();
    await page.getByText(t("report.shareTakenBack")).waitFor();
    expect((await shared.goto(link))?.status()).toBe(404);
    await shared.screenshot({ path: join(ARTIFACTS, `job-${language}-refused.png`) });
  });

  it(`asked nobody else, and nothing went wrong in the console (${language})`, () => {
    expect(profile.strayed).toEqual([]);
    expect(profile.complaints).toEqual([]);
  });
});
