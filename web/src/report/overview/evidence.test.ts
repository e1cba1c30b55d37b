import { describe, expect, it } from "vitest";
import { evidenceSearch } from "./evidence";

const topics = new Map([["1", ["소리", "음악"]]]);

describe("evidence of a sentence", () => {
  it("leads to the comments it names, before anything else", () => {
    expect(evidenceSearch(["sentiment", "comment:a:b"], topics)).toEqual({ tab: "comments", id: ["a:b"] });
  });
  it("leads from keywords and topics to comments with their terms", () => {
    expect(evidenceSearch(["keyword:자막"], topics)).toEqual({ tab: "comments", term: ["자막"] });
    expect(evidenceSearch(["topic:1"], topics)).toEqual({ tab: "comments", term: ["소리", "음악"] });
  });
  it("leads to moments and people", () => {
    expect(evidenceSearch(["moment:12.5"], topics)).toEqual({ tab: "moments", at: 12.5 });
    expect(evidenceSearch(["person:x"], topics)).toEqual({ tab: "people" });
  });
  it("leads nowhere from what is on the page", () => {
    expect(evidenceSearch(["course"], topics)).toBeNull();
    expect(evidenceSearch(["topic:9"], topics)).toBeNull();
  });
});
