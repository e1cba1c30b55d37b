import { expect, it } from "vitest";
import { exportFilters } from "./exportFilters";

it("labels become filters of a file, and the order does not matter to it", () => {
  expect(exportFilters({ sentiment: ["negative"], flag: ["spam"], language: ["ko"], sort: "likes" })).toEqual(
    {
      sentiment: ["negative"],
      language: ["ko"],
      spam: [true],
    },
  );
  expect(exportFilters({})).toEqual({});
});

it("there is no file for what only the list can find", () => {
  expect(exportFilters({ text: "자막" })).toBeUndefined();
  expect(exportFilters({ flag: ["corrected"] })).toBeUndefined();
  expect(exportFilters({ moment: 3 })).toBeUndefined();
});
