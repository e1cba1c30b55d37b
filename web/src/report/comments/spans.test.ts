import { describe, expect, it } from "vitest";
import { pieces } from "./spans";

describe("marked pieces of a comment", () => {
  it("count characters as people do, not code units", () => {
    expect(pieces("😀시1발 ㅋ", [[1, 4]])).toEqual([
      { text: "😀", marked: false },
      { text: "시1발", marked: true },
      { text: " ㅋ", marked: false },
    ]);
  });
  it("join overlaps and skip what is empty or past the end", () => {
    expect(
      pieces("abcdef", [
        [2, 4],
        [1, 3],
        [5, 5],
        [9, 9],
      ]),
    ).toEqual([
      { text: "a", marked: false },
      { text: "bc", marked: true },
      { text: "d", marked: true },
      { text: "ef", marked: false },
    ]);
  });
  it("leave a text without spans whole", () => {
    expect(pieces("abc", [])).toEqual([{ text: "abc", marked: false }]);
  });
});
