import { join } from "node:path";
import type { TFunction } from "i18next";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ARTIFACTS, openBrowser, openProfile } from "./browser";
import { type Installation, install } from "./installation";
import { ask, firstStart } from "./owner";
import { textsIn } from "./texts";
import { witness } from "./witness";

const MARKS = "\u0300\u0315\u0334\u035c\u0489\u0303";
const SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)"><svg/onload=alert(3)>';
const BACKWARDS = "\u202e\u2067\u202dtxet sdrawkcab\u202e";
const TITLE = `${BACKWARDS} ${SCRIPT} </title><h1>Z${MARKS.repeat(9)}</h1>`;
const AUTHORS = [
  `"><script>alert(4)</script>`,
  `${BACKWARDS}@admin`,
  "w".repeat(5000),
  `Z${MARKS.repeat(30)}`,
];
const TEXTS = [
  SCRIPT,
  `fuck ${SCRIPT} 씨발 javascript:alert(5) 0:01`,
  `${BACKWARDS} fuck ${BACKWARDS.repeat(40)}`,
  "w".repeat(50_000),
  `fuck${"w".repeat(50_000)}`,
  "가".repeat(50_000),
  [..."zalgo comes 0:01"].map((letter) => letter + MARKS.repeat(40)).join(""),
  "null\u0000 \u2400 \ufffd \ufeff bell\u0007 \u001b[31mred \ud800 0:01",
  "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇰🇷👍🏿".repeat(500),
  "line\n".repeat(3000),
  "\u2028\u2029\u000b\u000c".repeat(500),
  "﷽".repeat(390),
  `</p></article></body></html><!-- <![CDATA[ {{constructor.constructor('alert(6)')()}} \${alert(7)}`,
  '=HYPERLINK("http://evil.example","0:01") https://evil.example/?a=<script> @<b>bold</b>',
];
const TALLEST_ROW = 480;

describe("a report full of hostile comments", () => {
  let installation: Installation;
  let browser: Browser;
  let profile: Awaited<ReturnType<typeof openProfile>>;
  let page: Page;
  let t: TFunction;
  let report: string;
  const dialogs: string[] = [];
  witness(() => ({ browser, installation }));

  beforeAll(async () => {
    [installation, browser, t] = await Promise.all([install(), openBrowser(), textsIn("ko")]);
    profile = await openProfile(browser, installation.address, "ko");
    profile.context.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    page = await profile.context.newPage();
    await page.setViewportSize({ width: 390, height: 844 });
    await firstStart(page, installation, t);
  });

  afterAll(async () => {
    await browser?.close();
    await installation?.remove();
  });

  it("is made of a file", async () => {
    const comments = TEXTS.flatMap((text, at) =>
      AUTHORS.map((author, by) => ({
        id: `c${at}-${by}${by === 1 ? "<b>" : ""}`,
        text,
        author,
        parent: by === 3 ? `c${at}-0` : "root",
        timestamp: 1_760_000_000 + at * 3600,
        like_count: at * 100_000_000,
      })),
    );
    const buffer = Buffer.from(
      JSON.stringify({ id: "hostile", title: TITLE, channel: AUTHORS[0], comments }),
    );
    const file = { name: '"><img src=x onerror=alert(8)>.info.json', mimeType: "application/json", buffer };
    await page
      .getByRole("button", { name: t("shell.analyseNew") })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: t("request.title") });
    await dialog.getByRole("tab", { name: t("request.fromFiles") }).click();
    await dialog.locator('input[type="file"]').setInputFiles(file);
    await dialog.getByLabel(t("request.videoTitle")).fill(TITLE);
    await dialog.getByRole("button", { name: t("request.ask") }).click();
    await page.waitForURL(/\/reports\/[0-9a-f-]{36}/);
    report = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
    await page.getByRole("button", { name: t("report.share"), exact: true }).waitFor({ timeout: 150_000 });
  });

  it.each([
    ["overview", () => `/reports/${report}`],
    ["comments", () => `/reports/${report}?tab=comments`],
    ["comments of replies", () => `/reports/${report}?tab=comments&sort=newest`],
    ["moments", () => `/reports/${report}?tab=moments`],
    ["people", () => `/reports/${report}?tab=people`],
    ["exports", () => `/reports/${report}?tab=exports`],
    ["reports", () => "/reports"],
    ["moderation", () => "/moderation"],
    ["moderation of profanity", () => `/moderation?flag=profane`],
    ["channel", () => "/channel"],
    ["shared", shared],
  ])("stays a page on a phone: %s", async (name, address) => {
    await page.goto(await address());
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForLoadState("networkidle");
    const picture = `hostile-${name.replaceAll(" ", "-")}.png`;
    await page.screenshot({ path: join(ARTIFACTS, picture), fullPage: true });

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const rows = page.locator("article, [data-comment], tbody tr");
    for (const row of await rows.all()) {
      expect((await row.boundingBox())?.height ?? 0).toBeLessThan(TALLEST_ROW);
    }
    expect(await page.locator("main script, svg[onload], img[src=x], b:text-is('bold')").count()).toBe(0);
    expect(dialogs).toEqual([]);
    expect(profile.complaints).toEqual([]);
    expect(profile.strayed).toEqual([]);
  });

  it("shows markup as what it is: text", async () => {
    await page.goto(`/reports/${report}?tab=comments`);
    await page.getByText(SCRIPT, { exact: true }).first().waitFor();
  });

  async function shared() {
    const { secret } = await ask<{ secret: string }>(page, "POST", `/reports/${report}/shares`, { days: 1 });
    return `/shared/${secret}`;
  }
});
