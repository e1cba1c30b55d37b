import type { Schema } from "@/api/client";
import type { ExportKind } from "./api";

/** A choice that a kind of file offers: its values, the first being what is meant where nothing is chosen. */
export interface Choice {
  name: "table" | "form" | "language" | "record" | "by" | "style";
  values: readonly string[];
}

interface Offer {
  kind: Exclude<ExportKind, "clip">;
  /** What the report must hold. */
  needs: "comments" | "persons" | "media" | null;
  choices: readonly Choice[];
}

/** What can be asked for on this page. Clips are asked for at their moments. */
export const OFFERS: readonly Offer[] = [
  { kind: "pdf", needs: null, choices: [{ name: "language", values: ["ko", "en"] }] },
  {
    kind: "csv",
    needs: "comments",
    choices: [{ name: "table", values: ["comments", "keywords", "moments"] }],
  },
  { kind: "jsonl", needs: "comments", choices: [] },
  { kind: "parquet", needs: "comments", choices: [] },
  { kind: "held", needs: "comments", choices: [{ name: "form", values: ["csv", "json", "text"] }] },
  { kind: "vtt", needs: "persons", choices: [] },
  { kind: "edl", needs: "persons", choices: [{ name: "record", values: ["assembled", "in_place"] }] },
  { kind: "persons_csv", needs: "persons", choices: [] },
  {
    kind: "sheet",
    needs: "media",
    choices: [
      { name: "by", values: ["even", "shots"] },
      { name: "form", values: ["jpg", "png", "webp"] },
    ],
  },
  {
    kind: "anonymized_video",
    needs: "media",
    choices: [
      { name: "style", values: ["blur", "mosaic", "solid", "emoji"] },
      { name: "form", values: ["mp4", "mov", "mkv", "webm"] },
    ],
  },
  { kind: "boxes", needs: "media", choices: [] },
];

/** The offers that a report can meet. */
export function offersFor(document: Schema["ReportDocument"]): readonly Offer[] {
  const has = {
    comments: Boolean(document.comments),
    persons: Boolean(document.persons),
    media: document.video.has_media ?? false,
  };
  return OFFERS.filter(({ needs }) => needs === null || has[needs]);
}

interface UnsureFace {
  id: number;
  start_s: number;
  end_s: number;
  hidden: boolean;
}

/** The faces that a person should check, as the details of a film with hidden faces name them. */
export function unsureFaces(details: Record<string, unknown>): UnsureFace[] {
  const { unsure } = details;
  return Array.isArray(unsure) ? unsure.filter(isUnsureFace) : [];
}

function isUnsureFace(value: unknown): value is UnsureFace {
  if (typeof value !== "object" || value === null) return false;
  const { id, start_s, end_s } = value as Partial<UnsureFace>;
  return [id, start_s, end_s].every((each) => typeof each === "number");
}
