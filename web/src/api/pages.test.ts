import { describe, expect, it } from "vitest";
import { mergePages } from "./pages";

const page = (...ids: number[]) => ({ items: ids.map((id) => ({ id, page: ids })) });

describe("mergePages", () => {
  it("keeps the order of the pages", () => {
    const rows = mergePages([page(1, 2), page(3)], ({ id }) => id);
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it("shows a row that moved between two readings once, where it was read last", () => {
    const rows = mergePages([page(1, 2), page(2, 3)], ({ id }) => id);
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(rows[1]?.page).toEqual([2, 3]);
  });

  it("has nothing of no pages", () => {
    expect(mergePages([], String)).toEqual([]);
  });
});
