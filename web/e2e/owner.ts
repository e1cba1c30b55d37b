import type { TFunction } from "i18next";
import type { Page } from "playwright-core";
import type { Installation } from "./installation";

export const OWNER = {
  name: "김하늘",
  email: "owner@example.org",
  password: "a long sentence to remember",
};

/** Opens the one-time link and makes the first account; ends at the reports, of which there are none. */
export async function firstStart(page: Page, { welcome }: Installation, t: TFunction) {
  await page.goto(welcome ?? "");
  await page.getByLabel(t("account.name")).fill(OWNER.name);
  await page.getByLabel(t("account.email")).fill(OWNER.email);
  await page.getByLabel(t("account.newPassword")).fill(OWNER.password);
  await page.getByRole("button", { name: t("account.start") }).click();
  await page.getByRole("heading", { name: t("reports.emptyTitle") }).waitFor();
}

/** Signs in at the page that asks for it. */
export async function signIn(page: Page, t: TFunction) {
  await page.getByLabel(t("account.email")).fill(OWNER.email);
  await page.getByRole("textbox", { name: t("account.password") }).fill(OWNER.password);
  await page.getByRole("button", { name: t("account.signIn") }).click();
}

/** Asks the API as the page does: with its session, and the token that changes need. */
export async function ask<T>(page: Page, method: "GET" | "POST", path: string, data?: unknown): Promise<T> {
  const session = await page.request.get("/api/v1/session");
  const { csrf_token } = (await session.json()) as { csrf_token: string };
  const headers = { "X-CSRF-Token": csrf_token, "Idempotency-Key": crypto.randomUUID() };
  const answer = await page.request.fetch(`/api/v1${path}`, { method, data, headers });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}
