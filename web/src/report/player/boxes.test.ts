import { describe, expect, it } from "vitest";
import { boxAt } from "./boxes";

describe("a face's box", () => {
  const track = {
    until_s: 5,
    times_s: [1, 2, 4],
    boxes: [
      [0, 0, 100, 100],
      [100, 0, 100, 100],
      [100, 200, 300, 100],
    ],
  };
  it.each([
    [0.9, null],
    [1, [0, 0, 100, 100]],
    [1.5, [50, 0, 100, 100]],
    [3, [100, 100, 200, 100]],
    [5, [100, 200, 300, 100]],
    [5.1, null],
  ])("at %d s is %j", (timeS, box) => {
    expect(boxAt(track, timeS)).toEqual(box);
  });

  it("is nowhere without a sighting", () => {
    expect(boxAt({ until_s: 5, times_s: [], boxes: [] }, 1)).toBeNull();
  });
});
