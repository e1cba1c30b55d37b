import { expect, it } from "vitest";
import { wordsIn } from "./wordsIn";

it("takes words by lines and commas, each once", () => {
  expect(wordsIn("하나, 둘\n\n하나\n 셋 ")).toEqual(["하나", "둘", "셋"]);
});

it("takes none of nothing", () => {
  expect(wordsIn(" ,\n")).toEqual([]);
});
