export const TABS = ["overview", "comments", "moments", "people", "exports"] as const;
export const SENTIMENTS = ["positive", "neutral", "negative", "unknown"] as const;
export const FLAGS = ["profane", "abusive", "spam", "question", "request", "corrected"] as const;
export const COMMENT_SORTS = [
  "position",
  "newest",
  "oldest",
  "likes",
  "most_positive",
  "most_negative",
] as const;
export type Tab = (typeof TABS)[number];
export type Sentiment = (typeof SENTIMENTS)[number];
export type Flag = (typeof FLAGS)[number];
export type CommentSort = (typeof COMMENT_SORTS)[number];

/** Which comments are shown. What is left out filters nothing. */
export interface CommentSearch {
  text?: string;
  sentiment?: Sentiment[];
  flag?: Flag[];
  language?: string[];
  moment?: number;
  term?: string[];
  id?: string[];
  sort?: CommentSort;
}

/** What a report shows, as it stands in the address. */
export interface ReportSearch extends CommentSearch {
  tab?: Tab;
  /** Where the player stands, in seconds. */
  at?: number;
}

const MOST = 20;
const LONGEST = 200;

/** Reads the address; what is not understood is left out. */
export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  const found: ReportSearch = {};
  const tab = TABS.find((one) => one === search.tab);
  if (tab && tab !== "overview") found.tab = tab;
  if (typeof search.text === "string" && search.text) found.text = search.text.slice(0, LONGEST);
  const sentiment = chosen(SENTIMENTS, search.sentiment);
  if (sentiment.length > 0) found.sentiment = sentiment;
  const flag = chosen(FLAGS, search.flag);
  if (flag.length > 0) found.flag = flag;
  for (const name of ["language", "term", "id"] as const) {
    const words = texts(search[name]);
    if (words.length > 0) found[name] = words;
  }
  for (const name of ["moment", "at"] as const) {
    const value = search[name];
    if (typeof value === "number" && value >= 0) found[name] = value;
  }
  const sort = COMMENT_SORTS.find((one) => one === search.sort);
  if (sort && sort !== "position") found.sort = sort;
  return found;
}

function chosen<T extends string>(known: readonly T[], given: unknown): T[] {
  return known.filter((one) => Array.isArray(given) && given.includes(one));
}

function texts(given: unknown): string[] {
  const list = Array.isArray(given) ? given : [];
  return list.filter((one) => typeof one === "string" && one).slice(0, MOST);
}

/** The filter of comments that an address holds, without the rest of the page. */
export function commentSearch(search: ReportSearch): CommentSearch {
  const { tab: _tab, at: _at, ...comments } = search;
  return comments;
}

/** The filter as the API takes it. */
export function commentQuery(search: CommentSearch) {
  const { text, sentiment, flag, language, moment, term, id } = search;
  const flags = Object.fromEntries((flag ?? []).map((name) => [name, true])) as Partial<Record<Flag, true>>;
  return { text, sentiment, language, moment_s: moment, term, id, ...flags };
}
