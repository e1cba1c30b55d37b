import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { keys } from "@/api/queries";
import { hideReport } from "./hideReport";

it("takes a report off every list, and leaves what is no list", () => {
  const cache = new QueryClient();
  cache.setQueryData([...keys.reports, {}], { pages: [{ items: [{ id: "a" }, { id: "b" }] }] });
  cache.setQueryData([...keys.reports, "search"], { items: [{ id: "a" }] });

  hideReport(cache, "a");

  expect(cache.getQueryData([...keys.reports, {}])).toEqual({ pages: [{ items: [{ id: "b" }] }] });
  expect(cache.getQueryData([...keys.reports, "search"])).toEqual({ items: [{ id: "a" }] });
});
