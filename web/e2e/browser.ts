import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Where pictures go; ignored by git. */
export const ARTIFACTS = fileURLToPath(new URL("../artifacts", import.meta.url));
const TIMEOUT_MS = 60_000;
const WIDTHS = [390, 1280, 1920] as const;
const THEMES = ["light", "dark"] as const;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

/** A new profile that speaks `language`. Any request that leaves the origin, and any error in the console, is noted. */
export async function openProfile(browser: Browser, address: string, language: "ko" | "en") {
  const context = await browser.newContext({
    baseURL: address,
    locale: language === "ko" ? "ko-KR" : "en-GB",
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  const strayed: string[] = [];
  const complaints: string[] = [];
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== address && protocol.startsWith("http")) strayed.push(request.url());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("console", (message) => {
    const refused = /status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !refused) complaints.push(message.text());
  });
  return { context, strayed, complaints };
}

/** What axe finds serious or critical on a page. */
export async function seriousOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const runner = (globalThis as unknown as { axe: typeof axe }).axe;
    return (await runner.run()).violations;
  });
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`,
    );
}

/** Pictures of a page at three widths, light and dark, in `artifacts/`; and what axe finds on each, or reaches over the edge. */
export async function portray(page: Page, name: string): Promise<string[]> {
  await mkdir(ARTIFACTS, { recursive: true });
  const found = new Set<string>();
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 800 ? 844 : 900 });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await page.screenshot({ path: join(ARTIFACTS, `${name}-${width}-${theme}.png`) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) found.add(`${name} ${width} ${theme}: ${wide} px too wide`);
      for (const violation of await seriousOn(page)) found.add(`${name} ${width} ${theme}: ${violation}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  return [...found];
}

export type { BrowserContext, Page };
