import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TFunction } from "i18next";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ARTIFACTS, openBrowser, openProfile } from "./browser";
import { type Installation, install, ROOT } from "./installation";
import { ask, firstStart, OWNER, signIn } from "./owner";
import { textsIn } from "./texts";
import { witness } from "./witness";

const ANALYSED = { timeout: 150_000 };
const BACK = { timeout: 60_000 };
const MODELS = process.env.OPENTUBE_MODELS_DIR ?? join(ROOT, ".local/models");

describe("a page under which something breaks", () => {
  let installation: Installation;
  let browser: Browser;
  let profile: Awaited<ReturnType<typeof openProfile>>;
  let page: Page;
  let t: TFunction;
  let models: string;
  let report: string;
  witness(() => ({ browser, installation }));

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), "open-tube-models-"));
    await mkdir(ARTIFACTS, { recursive: true });
    [installation, browser, t] = await Promise.all([
      install({ OPENTUBE_MODELS_DIR: models }),
      openBrowser(),
      textsIn("en"),
    ]);
    profile = await openProfile(browser, installation.address, "en");
    page = await profile.context.newPage();
    await firstStart(page, installation, t);
  });

  afterAll(async () => {
    await browser?.close();
    await installation?.remove();
    await rm(models, { recursive: true, force: true });
  });

  const picture = (name: string) => page.screenshot({ path: join(ARTIFACTS, `fault-${name}.png`) });
  const away = () => page.getByText(t("shell.offline"));
  const negatives = (of: Page) =>
    of
      .getByRole("group", { name: t("report.sentiment") })
      .getByText(t("report.sentiments.negative"))
      .textContent();

  async function bringModels() {
    for (const name of await readdir(MODELS)) await symlink(join(MODELS, name), join(models, name));
  }

  it("says at once what is missing for a report", async () => {
    await page.getByRole("button", { name: t("reports.trySample") }).click();
    await page.getByRole("alert").getByText("open-tube models pull").waitFor();
    await picture("models-missing");
  });

  it("goes on with a job, and with what was being typed, after the server was away", async () => {
    await bringModels();
    await page.getByRole("button", { name: t("reports.trySample") }).click();
    await page.waitForURL(/\/reports\/[0-9a-f-]{36}/);
    report = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
    await page
      .getByRole("button", { name: t("shell.analyseNew") })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: t("request.title") });
    await dialog.getByRole("tab", { name: t("request.fromFiles") }).click();
    const title = dialog.getByLabel(t("request.videoTitle"));
    await title.fill("half a ti");

    await installation.stop();
    for (const name of await readdir(models)) await rm(join(models, name));
    await away().waitFor();
    await title.pressSequentially("tle");
    await picture("server-away");
    await installation.start();
    await away().waitFor({ state: "hidden", ...BACK });

    expect(await title.inputValue()).toBe("half a title");
    await dialog.getByRole("button", { name: t("common.cancel") }).click();
    await page.getByText(t("reports.status.partial"), { exact: true }).first().waitFor(ANALYSED);
  });

  it("says which part of a job failed and what to do, and does it again when asked", async () => {
    const reason = page.getByRole("main").getByText("open-tube models pull");
    await reason.first().waitFor();
    await picture("job-failed");

    await bringModels();
    await page.getByRole("button", { name: t("reports.retry"), exact: true }).click();
    await page.getByText(t("reports.status.done"), { exact: true }).first().waitFor(ANALYSED);
    expect(await reason.count()).toBe(0);
    await page.getByRole("tab", { name: t("report.tabs.people") }).click();
    await page
      .getByRole("list", { name: t("report.tabs.people") })
      .getByRole("article")
      .first()
      .waitFor();
  });

  it("keeps a name that was typed while nobody was signed in any more", async () => {
    const name = page
      .getByRole("list", { name: t("report.tabs.people") })
      .getByRole("article")
      .first()
      .getByPlaceholder(t("people.addName"));
    await name.fill("별");
    await profile.context.clearCookies();

    await name.pressSequentially("이");
    await page.keyboard.press("Enter");
    const again = page.getByRole("dialog", { name: t("account.again") });
    await again.waitFor();
    await picture("session-ended");
    await again.getByRole("textbox", { name: t("account.password") }).fill(OWNER.password);
    await again.getByRole("button", { name: t("account.signIn") }).click();
    await again.waitFor({ state: "hidden" });

    expect(await name.inputValue()).toBe("별이");
    await name.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("article", { name: "별이" }).waitFor();
  });

  it("comes back to the same address after a new sign-in", async () => {
    await profile.context.clearCookies();
    await page.goto(`/reports/${report}?tab=comments`);
    await signIn(page, t);
    await page.waitForURL(`**/reports/${report}?tab=comments`);
    await page.getByRole("article").first().waitFor();
  });

  it("shows in one tab what is done in another", async () => {
    const other = await profile.context.newPage();
    await other.goto(page.url());
    const positive = other.getByRole("article").filter({
      has: other.getByRole("img", { name: t("report.sentiments.positive"), exact: true }),
    });
    await positive.first().waitFor();
    await expect.poll(() => negatives(other)).toMatch(/\d/);
    const before = await negatives(page);
    expect(await negatives(other)).toBe(before);

    await positive.first().focus();
    await other.keyboard.press("3");

    await expect.poll(() => negatives(page), BACK).not.toBe(before);
    await expect.poll(async () => (await negatives(page)) === (await negatives(other))).toBe(true);
    await other.close();
  });

  it("says that the network is gone, and does afterwards what was asked", async () => {
    await profile.context.setOffline(true);
    const comment = page.getByRole("article").filter({
      has: page.getByRole("img", { name: t("report.sentiments.positive"), exact: true }),
    });
    const text = (await comment.first().locator("p").last().textContent()) ?? "";
    const same = page.getByRole("article").filter({ hasText: text });
    await same.first().focus();
    await page.keyboard.press("3");
    await page.getByText(t("errors.unreachable")).first().waitFor();
    await picture("offline");
    await same
      .first()
      .getByRole("img", { name: t("report.sentiments.positive"), exact: true })
      .waitFor();

    await profile.context.setOffline(false);
    await same.first().focus();
    await page.keyboard.press("3");
    await same
      .first()
      .getByRole("img", { name: t("report.flags.corrected") })
      .waitFor();
    const corrected = async () => {
      const kept = await ask<{ items: { text: string }[] }>(
        page,
        "GET",
        `/reports/${report}/comments?corrected=true`,
      );
      return kept.items.map((item) => item.text);
    };
    await expect.poll(corrected).toContain(text);
  });

  it("waits for a part of the page that cannot be loaded while the network is gone", async () => {
    await page.reload();
    await page.getByRole("article").first().waitFor();
    await profile.context.setOffline(true);
    const lost = page.waitForEvent("requestfailed", (request) => request.url().includes("/assets/"));
    await page.keyboard.press("Control+k");
    await lost;

    await profile.context.setOffline(false);

    await page.getByPlaceholder(t("shell.searchHint")).waitFor();
  });
});
