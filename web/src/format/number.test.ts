import { describe, expect, it } from "vitest";
import { compact, percent, score, size } from "./number";

describe("numbers", () => {
  it("are short in narrow places, by the language", () => {
    expect(compact(12_345, "en")).toBe("12.3K");
    expect(compact(12_345, "ko")).toBe("1.2만");
  });

  it("carry a sign when they are scores", () => {
    expect(score(0.5, "en")).toBe("+0.50");
    expect(score(0, "en")).toBe("0.00");
  });

  it("are whole per cent when they are shares", () => {
    expect(percent(0.126, "en")).toBe("13%");
  });

  it.each([
    [0, "0 byte"],
    [999, "999 byte"],
    [1_884_817, "1.9 MB"],
    [5e15, "5,000 TB"],
  ])("%d are sizes with units", (bytes, told) => {
    expect(size(bytes, "en")).toBe(told);
  });
});
