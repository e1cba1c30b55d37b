import { Group, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./Overview.module.css";

/** A part of the overview with its heading. */
export function Block({ title, side, children }: { title: string; side?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.block} aria-labelledby={id}>
      <Group justify="space-between" mb="xs">
        <Title order={2} fz={16} id={id}>
          {title}
        </Title>
        {side}
      </Group>
      {children}
    </section>
  );
}
