import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { firstLanguage } from ".";
import en from "./en";
import ko from "./ko";

const SOURCES = join(import.meta.dirname, "..");
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

function flat(texts: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([name, text]) =>
      typeof text === "string" ? [[prefix + name, text] as const] : [...flat(text, `${prefix}${name}.`)],
    ),
  );
}

const keysOf = (texts: object) => new Set([...flat(texts).keys()].map((key) => key.replace(PLURAL, "")));
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile() && /\.tsx?$/.test(file.name) && !file.name.includes(".test."))
    .map((file) => readFileSync(join(file.parentPath, file.name), "utf-8"))
    .join("\n");
}

describe("texts", () => {
  it("are there in both languages", () => {
    expect([...keysOf(ko)].sort()).toEqual([...keysOf(en)].sort());
  });

  it("have the same holes in both languages", () => {
    const english = flat(en);
    const other = (key: string) => english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? "";
    const differing = [...flat(ko)].filter(
      ([key, text]) => String(holes(text)) !== String(holes(other(key))),
    );
    expect(differing).toEqual([]);
  });

  it("are all used", () => {
    const code = sources(SOURCES);
    const made = [...code.matchAll(/`((?:[a-z]\w*\.)+)\$\{/g)].map(([, prefix]) => prefix ?? "");
    const suffixed = [...code.matchAll(/`((?:[a-z]\w*\.)+)\$\{\w+\}([A-Z]\w*)`/g)].map(
      ([, prefix = "", suffix = ""]) => new RegExp(`^${prefix}\\w+${suffix}$`),
    );
    // Beneath a name of their own, parts are codes of the server; beside other texts they stand in the code.
    const isMade = (prefix: string, part: string) =>
      prefix.split(".").length > 2 || code.includes(`"${part}"`);
    const unused = [...keysOf(en)].filter(
      (key) =>
        !code.includes(`"${key}"`) &&
        !made.some((prefix) => key.startsWith(prefix) && isMade(prefix, key.slice(prefix.length))) &&
        !suffixed.some((pattern) => pattern.test(key)) &&
        !key.startsWith("errors."),
    );
    expect(unused).toEqual([]);
  });
});

describe("firstLanguage", () => {
  it.each([
    ["en", ["ko-KR"], "en"],
    [null, ["ko-KR", "en"], "ko"],
    [null, ["fr", "ko"], "ko"],
    [null, ["fr"], "en"],
    ["xx", ["ko"], "ko"],
  ])("kept %j, wanted %j: %s", (kept, wanted, chosen) => {
    expect(firstLanguage(kept, wanted)).toBe(chosen);
  });
});
