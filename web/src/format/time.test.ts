import { describe, expect, it } from "vitest";
import { ago, clock, span } from "./time";

describe("clock", () => {
  it.each([
    [0, "0:00"],
    [83.9, "1:23"],
    [3600, "1:00:00"],
    [3723, "1:02:03"],
    [-5, "0:00"],
  ])("writes %d seconds as %s", (seconds, written) => {
    expect(clock(seconds)).toBe(written);
  });
});

describe("span", () => {
  it("names at most two units", () => {
    expect(span(3723, "en")).toBe("1 hr 2 min");
    expect(span(3723, "ko")).toBe("1시간 2분");
  });

  it("has words for nothing", () => {
    expect(span(0, "en")).toBe("0 sec");
  });
});

describe("ago", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  it.each([
    ["2026-11-22T11:59:30Z", "30초 전"],
    ["2026-11-22T11:57:00Z", "3분 전"],
    ["2026-11-22T07:00:00Z", "5시간 전"],
    ["2026-11-21T12:00:00Z", "어제"],
  ])("tells %s as %s", (iso, told) => {
    expect(ago(iso, "ko", now)).toBe(told);
  });

  it("tells the date from a week on", () => {
    expect(ago("2026-11-01T12:00:00Z", "en", now)).toMatch(/2026/);
  });
});
