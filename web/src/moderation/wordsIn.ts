const MOST = 200;

/** The words of a text: one a line, or divided by commas; each once. */
export function wordsIn(text: string): string[] {
  const words = text.split(/[\n,]/).map((word) => word.trim());
  return [...new Set(words.filter(Boolean))].slice(0, MOST);
}
