import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, speak } from "@/i18n";

export const LANGUAGE_NAMES = { ko: "한국어", en: "English" } as const;
export const THEMES = [
  { value: "auto", label: "shell.themeAuto", icon: IconDeviceDesktop },
  { value: "light", label: "shell.themeLight", icon: IconSun },
  { value: "dark", label: "shell.themeDark", icon: IconMoon },
] as const;

export function ThemeItems() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t("shell.theme")}</Menu.Label>
      {THEMES.map(({ value, label, icon: Icon }) => (
        <Menu.Item
          key={value}
          closeMenuOnClick={false}
          leftSection={<Icon size={18} aria-hidden />}
          rightSection={colorScheme === value ? <IconCheck size={16} aria-hidden /> : null}
          aria-current={colorScheme === value ? "true" : undefined}
          onClick={() => setColorScheme(value)}
        >
          {t(label)}
        </Menu.Item>
      ))}
    </>
  );
}

export function LanguageItems() {
  const { t, i18n } = useTranslation();
  return (
    <>
      <Menu.Label>{t("shell.language")}</Menu.Label>
      {LANGUAGES.map((language) => (
        <Menu.Item
          key={language}
          lang={language}
          leftSection={<IconLanguage size={18} aria-hidden />}
          rightSection={i18n.language === language ? <IconCheck size={16} aria-hidden /> : null}
          aria-current={i18n.language === language ? "true" : undefined}
          onClick={() => speak(language)}
        >
          {LANGUAGE_NAMES[language]}
        </Menu.Item>
      ))}
    </>
  );
}
