/** A piece of a text; `marked` pieces are what was found. */
export interface Piece {
  text: string;
  marked: boolean;
}

/**
 * Cuts a text at spans that count characters (code points, as the API does), first to last, overlaps joined.
 */
export function pieces(text: string, spans: readonly (readonly number[])[]): Piece[] {
  if (spans.length === 0) return [{ text, marked: false }];
  const characters = Array.from(text);
  const found: Piece[] = [];
  let done = 0;
  for (const [start = 0, end = 0] of [...spans].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    const from = Math.max(start, done);
    if (end <= from) continue;
    if (from > done) found.push({ text: characters.slice(done, from).join(""), marked: false });
    found.push({ text: characters.slice(from, end).join(""), marked: true });
    done = end;
  }
  if (done < characters.length) found.push({ text: characters.slice(done).join(""), marked: false });
  return found;
}
