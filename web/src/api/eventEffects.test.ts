import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { applyEvent, type LiveEvent, outdatedBy, progressed } from "./eventEffects";
import { keys } from "./queries";

const row = { id: "a", status: "waiting", progress: 0, stage: null };
const step: LiveEvent = {
  kind: "report.progress",
  report_id: "a",
  body: { status: "working", stage: "label", done: 3, total: 4 },
};

describe("progressed", () => {
  it("takes status, stage and share from an event", () => {
    expect(progressed(row, step)).toEqual({ id: "a", status: "working", progress: 0.75, stage: "label" });
  });

  it("leaves other reports alone", () => {
    expect(progressed({ ...row, id: "b" }, step)).toEqual({ ...row, id: "b" });
  });

  it("keeps the share while nothing is counted", () => {
    expect(progressed({ ...row, progress: 0.5 }, { ...step, body: { done: 0, total: 0 } }).progress).toBe(
      0.5,
    );
  });
});

describe("applyEvent", () => {
  it("moves the bar in every list and on the report, without asking the server", () => {
    const cache = new QueryClient();
    cache.setQueryData(keys.reports, { pages: [{ items: [row] }], pageParams: [] });
    cache.setQueryData(keys.report("a"), row);

    applyEvent(cache, step);

    expect(cache.getQueryData(keys.reports)).toMatchObject({ pages: [{ items: [{ progress: 0.75 }] }] });
    expect(cache.getQueryData(keys.report("a"))).toMatchObject({ progress: 0.75 });
    expect(cache.getQueryState(keys.reports)?.isInvalidated).toBe(false);
  });

  it("asks for the reports again when one has ended", () => {
    const cache = new QueryClient();
    cache.setQueryData(keys.reports, { pages: [], pageParams: [] });

    applyEvent(cache, { ...step, kind: "report.finished" });

    expect(cache.getQueryState(keys.reports)?.isInvalidated).toBe(true);
  });

  it("asks for everything again when events were missed", () => {
    const cache = new QueryClient();
    cache.setQueryData(keys.words, []);

    applyEvent(cache, { kind: "reset", report_id: null, body: {} });

    expect(cache.getQueryState(keys.words)?.isInvalidated).toBe(true);
  });
});

describe("outdatedBy", () => {
  it("names every report when persons were changed: one may be in many", () => {
    expect(outdatedBy({ kind: "persons.changed", report_id: null, body: {} })).toContainEqual(
      keys.everyReport,
    );
  });
});
