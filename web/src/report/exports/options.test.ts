import { expect, it } from "vitest";
import { unsureFaces } from "./options";

it("faces to check are read from details of any form", () => {
  const face = { id: 3, start_s: 1, end_s: 2, hidden: true };
  expect(unsureFaces({ unsure: [face, null, { id: "3" }] })).toEqual([face]);
  expect(unsureFaces({})).toEqual([]);
});
