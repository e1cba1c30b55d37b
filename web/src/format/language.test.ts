import { expect, it } from "vitest";
import { languageName } from "./language";

it("languages have names in the language of the page, and codes that name none stay", () => {
  expect(languageName("ko", "en")).toBe("Korean");
  expect(languageName("en", "ko")).toBe("영어");
  expect(languageName("no code", "en")).toBe("no code");
});
