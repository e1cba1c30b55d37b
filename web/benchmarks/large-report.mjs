// How fast the app is with a report of 100,000 comments and 2,000 tracks, by the browser's own clocks:
//
//     .venv/bin/python -m benchmarks.api.filled FOLDER && npm --prefix web run speed -- FOLDER
//
// Prints when pages show what they are about, how long interactions wait for their picture, and what scrolling costs.
// "nothing" is an answer of the same server that is no page: nothing can be faster.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OWNER = { name: "Speed", email: "speed@example.org", password: "a long sentence to remember" };
const ROUNDS = 5;
const folder = process.argv[2];
if (!folder) throw new Error("Say where the filled installation is: see the head of this file.");

/** Starts the product on the folder; gives its address, and the link for the first account where there is none. */
async function serve() {
  const server = spawn(join(ROOT, ".venv/bin/open-tube"), ["serve", "--port", "0"], {
    env: {
      OPENTUBE_MODELS_DIR: join(ROOT, ".local/models"),
      ...process.env,
      OPENTUBE_DATA_DIR: folder,
      OPENTUBE_RATE_LIMIT: "1000000/minute",
      COLUMNS: "1000",
      NO_COLOR: "1",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = [];
  createInterface({ input: server.stderr }).on("line", (line) => said.push(line));
  const found = (pattern) => pattern.exec(said.join("\n"))?.[1];
  while (!found(/answers on (\S+)/)) {
    if (server.exitCode !== null) throw new Error(said.join("\n"));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const address = found(/answers on (\S+)/);
  for (let tries = 0; tries < 200; tries++) {
    if ((await fetch(`${address}/readyz`).catch(() => undefined))?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { server, address, welcome: found(/(http\S+welcome#\S+)/) };
}

async function signIn(page, address) {
  const asked = { email: OWNER.email, password: OWNER.password };
  const answer = await page.request.post(`${address}/api/v1/session`, { data: asked });
  if (!answer.ok()) throw new Error(`The folder has another owner: ${await answer.text()}`);
}

async function firstAccount(page, welcome) {
  await page.goto(welcome);
  const [name, email, password] = await page.getByRole("textbox").all();
  await name.fill(OWNER.name);
  await email.fill(OWNER.email);
  await password.fill(OWNER.password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reports");
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const say = (what, ...values) =>
  process.stdout.write(`${what.padEnd(46)}${values.map((value) => String(value).padStart(10)).join("")}\n`);

/** Milliseconds from the start of a navigation: to the first paint, and until `selector` is in the page and painted. */
async function opening(openContext, address, selector) {
  const paints = [];
  const shown = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await openContext();
    const page = await context.newPage();
    await page.addInitScript((wanted) => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector(wanted)) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => (window.shownMs = performance.now())));
      }).observe(document, { childList: true, subtree: true });
    }, selector);
    await page.goto(address);
    const paint = await page.waitForFunction(
      () => window.shownMs && performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    );
    paints.push(await paint.jsonValue());
    shown.push(await page.evaluate(() => window.shownMs));
    await page.close();
    if (context !== usual) await context.close();
  }
  return [median(paints), median(shown)].map(Math.round);
}

/** Does something and gives the longest event, from the input to the next picture, in ms (Event Timing, steps of 8). */
async function waits(page, act) {
  await page.evaluate(() => {
    window.eventsMs = [0];
    window.watching?.disconnect();
    window.watching = new PerformanceObserver((list) => {
      window.eventsMs.push(...list.getEntries().map((entry) => entry.duration));
    });
    window.watching.observe({ type: "event", durationThreshold: 16 });
  });
  const longest = [];
  for (let round = 0; round < ROUNDS; round++) {
    await act(round);
    await page.waitForTimeout(700);
    longest.push(await page.evaluate(() => Math.max(...window.eventsMs.splice(0), 0)));
  }
  return [median(longest), Math.max(...longest)];
}

let usual;
const { server, address, welcome } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const report = (await readFile(join(folder, "large"), "utf8")).trim();
  const settings = { locale: "en-GB", viewport: { width: 1280, height: 900 } };
  usual = await browser.newContext(settings);
  const page = await usual.newPage();
  await (welcome ? firstAccount(page, welcome) : signIn(page, address));
  const at = (tab) => `${address}/reports/${report}${tab ? `?tab=${tab}` : ""}`;

  say("opening, median of 5, ms", "paint", "shown");
  const again = () => usual;
  const storageState = await usual.storageState();
  const anew = () => browser.newContext({ ...settings, storageState });
  say("nothing", ...(await opening(again, `${address}/healthz`, "html")));
  say("reports", ...(await opening(again, `${address}/reports`, "main article, main h2")));
  say("report: overview", ...(await opening(again, at(), "main h2")));
  say("report: comments", ...(await opening(again, at("comments"), "main article p")));
  say("report: people", ...(await opening(again, at("people"), "main article img")));
  say("report: overview, with nothing cached", ...(await opening(anew, at(), "main h2")));

  say("\ninput to picture, ms", "median", "most");
  await page.goto(at());
  await page.getByRole("tab").nth(1).waitFor();
  const tabs = page.getByRole("tab");
  say("change of tab", ...(await waits(page, (round) => tabs.nth((round + 1) % 4).click())));
  await page.goto(at("comments"));
  await page.locator("main article p").first().waitFor();
  const chips = page.getByRole("group").first().locator("label");
  say("filter", ...(await waits(page, (round) => chips.nth(round % 3).click())));
  await page.goto(at("comments"));
  await page.locator("main article p").first().waitFor();
  const search = page.getByRole("searchbox").or(page.getByRole("textbox")).first();
  say(
    "typing a search",
    ...(await waits(page, (round) => search.pressSequentially("영상 소리"[round], { delay: 20 }))),
  );
  await page.goto(at("comments"));
  await page.locator("main article p").first().waitFor();
  await page.locator("main article").first().focus();
  say("next row by key", ...(await waits(page, () => page.keyboard.press("j"))));
  say("label by key", ...(await waits(page, (round) => page.keyboard.press(String((round % 3) + 1)))));
  await page.goto(at());
  await page.locator("main svg").first().waitFor();
  say("seek by key", ...(await waits(page, () => page.keyboard.press("m"))));

  await page.goto(at("comments"));
  await page.locator("main article p").first().waitFor();
  await page.evaluate(() => {
    window.tasksMs = [];
    new PerformanceObserver((list) => {
      window.tasksMs.push(...list.getEntries().map((entry) => entry.duration));
    }).observe({ type: "longtask" });
    window.framesMs = [];
    let last = performance.now();
    const frame = (now) => {
      window.framesMs.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.mouse.move(640, 700);
  for (let step = 0; step < 120; step++) await page.mouse.wheel(0, 400);
  await page.waitForTimeout(500);
  const scrolled = await page.evaluate(() => ({
    frames: window.framesMs.toSorted((a, b) => a - b),
    tasks: window.tasksMs,
    place: Math.round(window.scrollY),
  }));
  const p95 = scrolled.frames[Math.floor(scrolled.frames.length * 0.95)];
  say("\nscrolling", "px", "frame p95", "long ones");
  say("120 turns of the wheel", scrolled.place, Math.round(p95), scrolled.tasks.length);
  say("longest task, ms", Math.round(Math.max(0, ...scrolled.tasks)));
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  const begun = performance.now();
  await page.locator("[data-index='99999'] article").waitFor();
  say("jump to the last of 100,000, ms", Math.round(performance.now() - begun));
} finally {
  await browser.close();
  server.kill("SIGTERM");
}
