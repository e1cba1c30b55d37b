import { Box, Center, Group, Paper, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES } from "@/app/Preferences";
import { isLanguage, LANGUAGES, speak } from "@/i18n";
import classes from "./Entrance.module.css";

/** The frame of pages that stand before the sign-in. */
export function Entrance({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className={classes.page}>
      <Center className={classes.middle}>
        <Box className={classes.column}>
          <Group gap={10} justify="center" mb="lg">
            <img src="/favicon.svg" width={34} height={34} alt="" />
            <Text fw={750} fz={22}>
              Open-Tube
            </Text>
          </Group>
          <Paper withBorder radius="lg" p="xl" className={classes.card}>
            <Stack gap="md">
              <div>
                <Title order={1} fz={22}>
                  {title}
                </Title>
                {intro && (
                  <Text c="dimmed" mt={4}>
                    {intro}
                  </Text>
                )}
              </div>
              {children}
            </Stack>
          </Paper>
          <Center mt="lg">
            <SegmentedControl
              size="xs"
              aria-label={t("shell.language")}
              value={i18n.language}
              onChange={(value) => isLanguage(value) && speak(value)}
              data={LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] }))}
            />
          </Center>
        </Box>
      </Center>
    </main>
  );
}
