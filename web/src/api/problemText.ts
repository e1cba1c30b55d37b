import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { client, type Schema, unwrap } from "./client";
import { Problem } from "./problem";
import { keys, queryClient } from "./queries";

type ErrorCode = Schema["ErrorCode"];

const codesQuery = {
  queryKey: keys.errors,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const { items } = await unwrap(client.GET("/api/v1/errors"));
    return new Map(items.map((item) => [item.code, item]));
  },
};

/** The sentence for a code, in the language of the page: our own where the page can say it better, else the server's. */
export function sentenceOf(
  code: string,
  language: string,
  known: ReadonlyMap<string, ErrorCode> | undefined,
  fallback: string,
): string {
  const own = `errors.${code}`;
  if (i18next.exists(own)) return i18next.t(own as "errors.unknown");
  const told = known?.get(code);
  if (told) return language === "ko" ? told.ko : told.en;
  return fallback || i18next.t("errors.unknown");
}

/** A function from errors to sentences that say what to do. */
export function useProblemText(): (error: unknown) => string {
  const { i18n } = useTranslation();
  const { data } = useQuery(codesQuery);
  return (error) =>
    error instanceof Problem
      ? sentenceOf(error.code, i18n.language, data, error.message)
      : i18next.t("errors.unknown");
}

/** A function from codes of failed analyses, exports and deliveries to sentences. */
export function useCodeText(): (code: string | null | undefined, fallback?: string | null) => string {
  const { i18n } = useTranslation();
  const { data } = useQuery(codesQuery);
  return (code, fallback) =>
    code ? sentenceOf(code, i18n.language, data, fallback ?? "") : (fallback ?? "");
}

/** The sentence for an error, outside of components. */
export async function problemText(error: unknown): Promise<string> {
  if (!(error instanceof Problem)) return i18next.t("errors.unknown");
  const known = await queryClient.ensureQueryData(codesQuery).catch(() => undefined);
  return sentenceOf(error.code, i18next.language, known, error.message);
}
