import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openProfile, portray } from "./browser";
import { type Installation, install } from "./installation";

const SAMPLES = fileURLToPath(new URL("../../samples/", import.meta.url));
let installation: Installation;
let browser: Browser;
let page: Page;
let profile: Awaited<ReturnType<typeof openProfile>>;

beforeAll(async () => {
  [installation, browser] = await Promise.all([install(), openBrowser()]);
  profile = await openProfile(browser, installation.address, "ko");
  page = await profile.context.newPage();
  await page.goto(installation.welcome ?? "");
  await page.getByLabel("이름").fill("김하늘");
  await page.getByLabel("이메일").fill("owner@example.org");
  await page.getByLabel("새 비밀번호").fill("a long sentence to remember");
  await page.getByRole("button", { name: "시작하기" }).click();
  await page.getByRole("heading", { name: "첫 영상을 분석해 보세요" }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await installation?.remove();
});

describe("own files", () => {
  it("are sent, analysed and shown in the list, with the progress in between", async () => {
    await page.getByRole("button", { name: "새로 분석" }).first().click();
    await page.getByRole("tab", { name: "내 파일" }).click();
    const files = [`${SAMPLES}sample.mp4`, `${SAMPLES}sample.info.json`];
    await page.getByRole("dialog").locator('input[type="file"]').setInputFiles(files);
    await page.getByText("준비됨").nth(1).waitFor();
    expect(await portray(page, "request")).toEqual([]);
    await page.getByRole("button", { name: "분석 시작" }).click();
    await page.waitForURL(/\/reports\/[0-9a-f-]{36}/);

    await page.goto("/reports");
    await page.getByRole("progressbar").waitFor();
    await page.getByRole("img", { name: /긍정 \d+%/ }).waitFor({ timeout: 150_000 });
    expect(await portray(page, "reports")).toEqual([]);
  });
});

describe("every page", () => {
  it.each([
    ["people", "/people"],
    ["people-reviews", "/people?tab=reviews"],
    ["moderation", "/moderation"],
    ["words", "/moderation?tab=words"],
    ["channel", "/channel"],
    ["keys", "/developers"],
    ["webhooks", "/developers?tab=webhooks"],
    ["usage", "/developers?tab=usage"],
    ["settings", "/settings"],
    ["members", "/settings?tab=workspace"],
    ["privacy", "/settings?tab=privacy"],
    ["models", "/settings?tab=models"],
    ["log", "/settings?tab=log"],
  ])("%s has nothing serious for axe, and stays on the origin", async (name, address) => {
    await page.goto(address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("load");
    expect(await portray(page, name)).toEqual([]);
    expect(profile.strayed).toEqual([]);
    expect(profile.complaints).toEqual([]);
  });
});
