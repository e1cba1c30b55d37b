import { expect, it } from "vitest";
import { pagesOf } from "./pages";

it("rows in view lie on one page, or on both sides of a border", () => {
  expect(pagesOf(0, 30)).toEqual([0]);
  expect(pagesOf(99, 100)).toEqual([0, 1]);
  expect(pagesOf(99_990, 99_999)).toEqual([999]);
});
