const COMMENTS = /\.(?:csv|tsv|jsonl|ndjson|json)(?:\.(?:gz|xz|zst|bz2))?$/i;

export type Part = "media" | "comments";

/** Whether a file is meant as a film or as comments, by its name. The server looks at what is in it. */
export function partOf(name: string): Part {
  return COMMENTS.test(name) ? "comments" : "media";
}

/** The first film and the first file of comments among files. */
export function sortFiles<T extends { name: string }>(files: readonly T[]): Partial<Record<Part, T>> {
  const found: Partial<Record<Part, T>> = {};
  for (const file of files) found[partOf(file.name)] ??= file;
  return found;
}

/** What a report is called after its file: the name without its ending. */
export function titleOf(name: string): string {
  return name.replace(/(?:\.info)?(?:\.[a-z0-9]{1,5}){1,2}$/i, "") || name;
}
