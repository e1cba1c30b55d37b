import { describe, expect, it } from "vitest";
import { commentQuery, commentSearch, readReportSearch } from "./search";

describe("the address of a report", () => {
  it("is read as it was written", () => {
    const search = {
      tab: "comments",
      text: "자막",
      sentiment: ["negative"],
      flag: ["question", "corrected"],
      term: ["소리"],
      moment: 83,
      sort: "likes",
      at: 12.5,
    };
    expect(readReportSearch(search)).toEqual(search);
  });
  it("leaves out what it does not understand", () => {
    expect(
      readReportSearch({
        tab: "x",
        sentiment: "negative",
        flag: ["x"],
        moment: -1,
        at: "3",
        sort: 4,
        id: [""],
      }),
    ).toEqual({});
  });
  it("gives the filter alone", () => {
    expect(commentSearch({ tab: "comments", at: 3, text: "a" })).toEqual({ text: "a" });
  });
  it("asks the API for flags by name", () => {
    expect(commentQuery({ flag: ["spam"], moment: 3 })).toMatchObject({ spam: true, moment_s: 3 });
  });
});
