import i18next from "i18next";

export const SHORTEST_PASSWORD = 10;

export const wrongEmail = (value: string) =>
  /^\S+@\S+\.\S+$/.test(value.trim()) ? null : i18next.t("account.emailWrong");

export const wrongName = (value: string) => (value.trim() ? null : i18next.t("account.nameMissing"));

export const wrongPassword = (value: string) => (value ? null : i18next.t("account.passwordMissing"));

export const wrongNewPassword = (value: string) =>
  [...value].length >= SHORTEST_PASSWORD ? null : i18next.t("account.passwordShort");

/** The secret of a link: what stands behind the # of the address, where no server and no log sees it. */
export const linkToken = () => globalThis.location.hash.slice(1);
