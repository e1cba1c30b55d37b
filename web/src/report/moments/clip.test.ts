import { expect, it } from "vitest";
import { clipOf } from "./clip";

it.each([
  [{ at_s: 1 }, 100, { start_s: 0, end_s: 10 }],
  [{ at_s: 50, end_s: 80 }, 100, { start_s: 48, end_s: 80 }],
  [{ at_s: 97 }, 100, { start_s: 95, end_s: 100 }],
  [{ at_s: 97 }, null, { start_s: 95, end_s: 105 }],
])("a clip of %j in %j s is %j", (moment, duration, clip) => {
  expect(clipOf(moment, duration)).toEqual(clip);
});
