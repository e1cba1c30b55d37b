import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { beforeEach, onTestFailed } from "vitest";
import { ARTIFACTS } from "./browser";
import type { Installation } from "./installation";

interface Scene {
  browser: Browser;
  installation: Installation;
}

/**
 * Keeps, when a test fails, a picture of every open page and what the server said, in `artifacts/failed/`.
 * The tests of a file that go on where it stopped are skipped, unless they `goOn`.
 */
export function witness(scene: () => Scene, { goOn = false } = {}) {
  let failed = false;
  beforeEach(({ skip, task }) => {
    if (failed && !goOn) skip("an earlier step failed");
    onTestFailed(async () => {
      failed = true;
      const { browser, installation } = scene();
      const folder = join(ARTIFACTS, "failed", task.name.replaceAll(/\W+/g, "-"));
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "server.log"), installation.said.join("\n"));
      const pages = browser.contexts().flatMap((context) => context.pages());
      for (const [at, page] of pages.entries()) {
        await page
          .screenshot({ path: join(folder, `page-${at}.png`), fullPage: true })
          .catch(() => undefined);
      }
    });
  });
}
