import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openProfile, portray } from "./browser";
import { type Installation, install } from "./installation";

const OWNER = { name: "김하늘", email: "owner@example.org", password: "a long sentence to remember" };
let installation: Installation;
let browser: Browser;

beforeAll(async () => {
  [installation, browser] = await Promise.all([install(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await installation?.remove();
});

describe("the first start", () => {
  it("makes the owner's account, then signs in again, and shows the reports", async () => {
    const { context, strayed, complaints } = await openProfile(browser, installation.address, "ko");
    const page = await context.newPage();

    await page.goto(installation.welcome ?? "");
    await page.getByRole("heading", { name: "첫 계정 만들기" }).waitFor();
    const found = await portray(page, "welcome");
    await page.getByLabel("이름").fill(OWNER.name);
    await page.getByLabel("이메일").fill(OWNER.email);
    await page.getByLabel("새 비밀번호").fill(OWNER.password);
    await page.getByRole("button", { name: "시작하기" }).click();
    await page.getByRole("heading", { name: "첫 영상을 분석해 보세요" }).waitFor();
    found.push(...(await portray(page, "reports-empty")));

    await page.getByRole("button", { name: "계정과 작업 공간" }).click();
    await page.getByRole("menuitem", { name: "로그아웃" }).click();
    await page.getByRole("heading", { name: "로그인" }).waitFor();
    found.push(...(await portray(page, "sign-in")));
    await page.getByLabel("이메일").fill(OWNER.email);
    await page.getByRole("textbox", { name: "비밀번호" }).fill(OWNER.password);
    await page.getByRole("button", { name: "로그인" }).click();
    await page.getByRole("heading", { name: "보고서", level: 1 }).waitFor();

    expect(found).toEqual([]);
    expect(strayed).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("goes on where one was when the session ended meanwhile", async () => {
    const { context, page } = await signedIn();
    await page.getByRole("button", { name: "Analyse a video" }).first().click();
    await page.getByLabel("Address of the video").fill("https://youtu.be/abc");
    await context.clearCookies();

    await page.getByLabel("Address of the video").fill("https://youtu.be/dQw4w9WgXcQ");
    const again = page.getByRole("dialog", { name: "Your session has ended" });
    await again.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
    await again.getByRole("button", { name: "Sign in" }).click();
    await again.waitFor({ state: "hidden" });

    expect(await page.getByLabel("Address of the video").inputValue()).toBe("https://youtu.be/dQw4w9WgXcQ");
    await context.close();
  });

  it("says so while the server is away, and goes on by itself when it is back", async () => {
    const { context, page } = await signedIn();
    await page.getByRole("heading", { name: "Reports", level: 1 }).waitFor();

    await installation.stop();
    const away = page.getByText("The connection to the server was lost");
    await away.waitFor();
    await installation.start();

    await away.waitFor({ state: "hidden", timeout: 60_000 });
    await context.close();
  });
});

/** A new profile in English, signed in as the owner, at the reports. */
async function signedIn() {
  const { context } = await openProfile(browser, installation.address, "en");
  const page = await context.newPage();
  await page.goto("/reports");
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  return { context, page };
}
