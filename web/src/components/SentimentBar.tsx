import { Group, Text } from "@mantine/core";
import { IconMoodNeutral, IconMoodSad, IconMoodSmile } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useFormat } from "@/format";
import classes from "./SentimentBar.module.css";

const KINDS = ["positive", "neutral", "negative"] as const;
const ICONS = { positive: IconMoodSmile, neutral: IconMoodNeutral, negative: IconMoodSad };

/** The shares of all comments, as a bar, which those without a known sentiment leave empty, and in numbers. */
export function SentimentBar({ counts }: { counts: Schema["SentimentCounts"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = {
    positive: counts.positive ?? 0,
    neutral: counts.neutral ?? 0,
    negative: counts.negative ?? 0,
  };
  const unknown = counts.unknown ?? 0;
  const total = known.positive + known.neutral + known.negative + unknown;
  if (total === unknown) {
    return (
      <Text size="xs" c="dimmed">
        {t("common.noSentiment")}
      </Text>
    );
  }
  const shares = {
    positive: format.percent(known.positive / total),
    neutral: format.percent(known.neutral / total),
    negative: format.percent(known.negative / total),
  };
  return (
    <div>
      <div className={classes.bar} role="img" aria-label={t("common.sentimentOf", shares)}>
        {KINDS.filter((kind) => known[kind] > 0).map((kind) => (
          <span key={kind} data-kind={kind} style={{ flexGrow: known[kind] }} />
        ))}
        {unknown > 0 && <span style={{ flexGrow: unknown }} />}
      </div>
      <Group gap="sm" mt={6} aria-hidden>
        {KINDS.map((kind) => {
          const Icon = ICONS[kind];
          return (
            <span key={kind} className={classes.share} data-kind={kind}>
              <Icon size={15} stroke={2} />
              {shares[kind]}
            </span>
          );
        })}
      </Group>
    </div>
  );
}
