/** A language by its code, as it is called in `language`: "한국어", "Korean"; of unknown codes the code. */
export function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
