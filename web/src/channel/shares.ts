import type { Schema } from "@/api/client";

/** The shares of positive, neutral and negative among the comments with a known sentiment; all 0 when there are none. */
export function shares({ positive = 0, neutral = 0, negative = 0 }: Partial<Schema["SentimentCounts"]>) {
  const known = positive + neutral + negative || 1;
  return { positive: positive / known, neutral: neutral / known, negative: negative / known };
}
