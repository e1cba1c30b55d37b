import { describe, expect, it } from "vitest";
import { readReportsSearch } from "./search";

describe("readReportsSearch", () => {
  it("reads what an address says", () => {
    const search = {
      text: "cat",
      status: ["failed", "done"],
      sort: "title",
      bin: true,
      selected: ["a", "b"],
    };
    expect(readReportsSearch(search)).toEqual({ ...search, status: ["done", "failed"] });
  });

  it("leaves out what it does not understand", () => {
    expect(readReportsSearch({ text: 3, status: "done", sort: "size", bin: "yes", selected: [1] })).toEqual(
      {},
    );
  });

  it("leaves out what is so anyway, and selects five at most", () => {
    const selected = ["a", "b", "c", "d", "e", "f"];
    expect(readReportsSearch({ sort: "newest", selected })).toEqual({ selected: selected.slice(0, 5) });
  });
});
