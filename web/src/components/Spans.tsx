import { Mark } from "@mantine/core";
import { cut } from "./cut";

/** A text with marked parts; spans count characters as the server does, so an emoji is one. */
export function Spans({ text, spans }: { text: string; spans: readonly (readonly number[])[] }) {
  return cut(text, spans).map(({ at, part, marked }) => (marked ? <Mark key={at}>{part}</Mark> : part));
}
