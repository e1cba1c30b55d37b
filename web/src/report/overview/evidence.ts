import type { ReportSearch } from "../search";

/** Where the evidence of a sentence is seen; null when it is on this page. */
export function evidenceSearch(
  evidence: readonly string[],
  topics: ReadonlyMap<string, readonly string[]>,
): ReportSearch | null {
  const of = (kind: string) =>
    evidence.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
  const comments = of("comment");
  if (comments.length > 0) return { tab: "comments", id: comments.slice(0, 20) };
  const keywords = of("keyword");
  if (keywords.length > 0) return { tab: "comments", term: keywords.slice(0, 20) };
  const terms = of("topic").flatMap((id) => topics.get(id) ?? []);
  if (terms.length > 0) return { tab: "comments", term: terms.slice(0, 20) };
  const [moment] = of("moment");
  if (moment !== undefined) return { tab: "moments", at: Number(moment) };
  if (of("person").length > 0) return { tab: "people" };
  if (evidence.includes("sentiment")) return { tab: "comments" };
  return null;
}
