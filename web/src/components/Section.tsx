import { Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Section.module.css";

/** A part of a page under its own heading. */
export function Section({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  return (
    <Paper component="section" withBorder radius="lg" p="lg" className={classes.section}>
      <Stack gap="md">
        <div>
          <Title order={2} fz={17}>
            {title}
          </Title>
          {intro && (
            <Text size="sm" c="dimmed" maw={680}>
              {intro}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}
