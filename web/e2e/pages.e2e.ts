import { join } from "node:path";
import type { TFunction } from "i18next";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openProfile, portray } from "./browser";
import { type Installation, install, ROOT } from "./installation";
import { ask, firstStart } from "./owner";
import { textsIn } from "./texts";
import { type Filled, VIEWS } from "./views";
import { witness } from "./witness";

const ANALYSED = { timeout: 150_000 };
const COMMENTS = join(ROOT, "samples/sample.info.json");
let installation: Installation;
let browser: Browser;
let page: Page;
let profile: Awaited<ReturnType<typeof openProfile>>;
let t: TFunction;
let filled: Filled;
witness(() => ({ browser, installation }), { goOn: true });

/** Asks for a report of the sample's files, in the dialog. */
async function request(files: string[], title: string): Promise<string> {
  await page.goto("/reports");
  await page
    .getByRole("button", { name: t("shell.analyseNew") })
    .first()
    .click();
  const dialog = page.getByRole("dialog", { name: t("request.title") });
  await dialog.getByRole("tab", { name: t("request.fromFiles") }).click();
  await dialog.locator('input[type="file"]').setInputFiles(files);
  await dialog.getByLabel(t("request.videoTitle")).fill(title);
  await dialog.getByRole("button", { name: t("request.ask") }).click();
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}/);
  await page.getByRole("button", { name: t("report.share") }).waitFor(ANALYSED);
  return /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
}

beforeAll(async () => {
  [installation, browser, t] = await Promise.all([install(), openBrowser(), textsIn("ko")]);
  profile = await openProfile(browser, installation.address, "ko");
  page = await profile.context.newPage();
  await firstStart(page, installation, t);
  const report = await request([join(ROOT, "samples/sample.mp4"), COMMENTS], "극장의 사람들");
  const second = await request([COMMENTS], "댓글만 있는 영상");
  const { items } = await ask<{ items: { id: string }[] }>(page, "GET", "/persons");
  filled = { report, second, person: items[0]?.id ?? "" };
}, 400_000);

afterAll(async () => {
  await browser?.close();
  await installation?.remove();
});

describe("every page, tab and dialog", () => {
  it.each(VIEWS)(
    "$name is whole at three widths in both themes, and serious to nobody",
    async ({ name, address, prepare, said }) => {
      await page.goto(address(filled));
      await page.locator("h1").first().waitFor();
      await page.waitForLoadState("networkidle");
      await prepare?.(page, t);
      expect(await portray(page, name)).toEqual([]);
      expect(profile.strayed).toEqual([]);
      expect(profile.complaints.splice(0).filter((complaint) => !said?.test(complaint))).toEqual([]);
    },
  );
});

describe("what strangers see", () => {
  it.each([
    ["sign-in", async () => "/sign-in"],
    ["invitation-over", async () => "/invitation#nothing"],
    [
      "shared",
      async () => {
        const path = `/reports/${filled.report}/shares`;
        const { secret } = await ask<{ secret: string }>(page, "POST", path, { days: 1 });
        return `/shared/${secret}`;
      },
    ],
    ["shared-over", async () => "/shared/nothing"],
  ])("%s", async (name, address) => {
    const stranger = await openProfile(browser, installation.address, "ko");
    const seen = await stranger.context.newPage();
    await seen.goto(await address());
    await seen.locator("h1").first().waitFor();
    expect(await portray(seen, name)).toEqual([]);
    expect([stranger.strayed, stranger.complaints]).toEqual([[], []]);
    await stranger.context.close();
  });
});
