import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "./language";
import { compact, count, percent, score, size } from "./number";
import { ago, clock, day, moment, span } from "./time";

/** Numbers and times in the language of the page. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(
    () => ({
      ago: (iso: string) => ago(iso, language),
      clock,
      compact: (value: number) => compact(value, language),
      count: (value: number) => count(value, language),
      day: (iso: string) => day(iso, language),
      language: (code: string) => languageName(code, language),
      moment: (iso: string) => moment(iso, language),
      percent: (share: number) => percent(share, language),
      score: (value: number) => score(value, language),
      size: (bytes: number) => size(bytes, language),
      span: (seconds: number) => span(seconds, language),
    }),
    [language],
  );
}
