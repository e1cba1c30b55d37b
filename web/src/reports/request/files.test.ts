import { describe, expect, it } from "vitest";
import { partOf, sortFiles, titleOf } from "./files";

describe("files", () => {
  it.each([
    ["talk.mp4", "media"],
    ["talk.info.json", "comments"],
    ["comments.CSV", "comments"],
    ["comments.jsonl.gz", "comments"],
    ["film.json.mp4", "media"],
  ])("%s holds %s", (name, part) => {
    expect(partOf(name)).toBe(part);
  });

  it("are taken one of each kind, the first", () => {
    const found = sortFiles([{ name: "a.mp4" }, { name: "b.csv" }, { name: "c.mp4" }]);
    expect(found).toEqual({ media: { name: "a.mp4" }, comments: { name: "b.csv" } });
  });

  it.each([
    ["My film.mp4", "My film"],
    ["sample.info.json", "sample"],
    ["comments.jsonl.gz", "comments"],
    [".mp4", ".mp4"],
  ])("give %s the title %s", (name, title) => {
    expect(titleOf(name)).toBe(title);
  });
});
