import { IconHelp, IconMoodNeutral, IconMoodSad, IconMoodSmile } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Sentiment } from "../search";

const ICONS = {
  positive: IconMoodSmile,
  neutral: IconMoodNeutral,
  negative: IconMoodSad,
  unknown: IconHelp,
};

/** What a comment feels: a face with its name for who does not see it. */
export function SentimentMark({ sentiment, size = 18 }: { sentiment: Sentiment; size?: number }) {
  const { t } = useTranslation();
  const Icon = ICONS[sentiment];
  const name = t(`report.sentiments.${sentiment}`);
  const color = sentiment === "unknown" ? "var(--mantine-color-dimmed)" : `var(--ot-${sentiment})`;
  return <Icon size={size} color={color} role="img" aria-label={name} />;
}
