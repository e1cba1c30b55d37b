export interface Piece {
  at: number;
  part: string;
  marked: boolean;
}

/** A text cut into marked and unmarked pieces. Spans are [start, end) in code points; those that overlap are one. */
export function cut(text: string, spans: readonly (readonly number[])[]): Piece[] {
  const points = [...text];
  const pieces: Piece[] = [];
  let at = 0;
  const add = (end: number, marked: boolean) => {
    if (end > at) pieces.push({ at, part: points.slice(at, end).join(""), marked });
    at = Math.max(at, end);
  };
  const ordered = [...spans].sort(([a = 0], [b = 0]) => a - b);
  for (const [start = 0, end = 0] of ordered) {
    add(Math.min(start, points.length), false);
    add(Math.min(end, points.length), true);
  }
  add(points.length, false);
  return pieces;
}
