import i18next, { type TFunction } from "i18next";
import en from "../src/i18n/en";
import ko from "../src/i18n/ko";

export type Language = "ko" | "en";

/** What the app says in a language, by the same keys. */
export async function textsIn(language: Language): Promise<TFunction> {
  const app = i18next.createInstance();
  await app.init({
    lng: language,
    resources: { ko: { translation: ko }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  return app.t;
}
