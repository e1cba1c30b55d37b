import { describe, expect, it } from "vitest";
import { heat, heatPath, nextMoment, spansPath } from "./axis";

describe("the time axis", () => {
  it("is hottest where the weightiest moment is", () => {
    const heights = heat(
      [
        { at_s: 25, weight: 0.4 },
        { at_s: 75, weight: 1 },
      ],
      100,
      101,
    );
    expect(heights.indexOf(1)).toBe(75);
    expect(heights[25]).toBeCloseTo(0.4);
    expect(heights[50]).toBe(0);
  });

  it("is flat without moments or length", () => {
    expect(heat([], 100, 3)).toEqual([0, 0, 0]);
    expect(heat([{ at_s: 1, weight: 1 }], 0, 3)).toEqual([0, 0, 0]);
  });

  it("draws from edge to edge", () => {
    expect(heatPath([0, 1])).toBe("M0 40L0.0 39.0L1000.0 1.0L1000 40Z");
  });

  it("widens what is too short to be seen", () => {
    expect(spansPath([{ start_s: 50, end_s: 50.01 }], 100)).toBe("M500.0 0h2.5v1h-2.5z");
  });

  it.each([
    [0, 5],
    [5, 9],
    [9.2, 5],
  ])("after %d s comes the moment at %d s", (timeS, next) => {
    const moments = [
      { at_s: 9, weight: 1 },
      { at_s: 5, weight: 1 },
    ];
    expect(nextMoment(moments, timeS)).toBe(next);
    expect(nextMoment([], timeS)).toBeUndefined();
  });
});
