import { describe, expect, it } from "vitest";
import { cut } from "./cut";

const shown = (text: string, spans: number[][]) =>
  cut(text, spans)
    .map(({ part, marked }) => (marked ? `[${part}]` : part))
    .join("");

describe("cut", () => {
  it.each([
    ["a bad word", [[2, 5]], "a [bad] word"],
    ["bad", [[0, 3]], "[bad]"],
    ["😀 bad", [[2, 5]], "😀 [bad]"],
    [
      "overlap",
      [
        [0, 4],
        [2, 6],
      ],
      "[over][la]p",
    ],
    [
      "two",
      [
        [2, 3],
        [0, 1],
      ],
      "[t]w[o]",
    ],
    ["short", [[3, 99]], "sho[rt]"],
    ["none", [], "none"],
    ["", [[0, 1]], ""],
  ])("marks %j at %j", (text, spans, marked) => {
    expect(shown(text, spans)).toBe(marked);
  });
});
