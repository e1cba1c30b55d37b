import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import classes from "./Brand.module.css";

export function Brand() {
  return (
    <Link to="/reports" className={classes.brand}>
      <Group gap={8} wrap="nowrap">
        <img src="/favicon.svg" width={26} height={26} alt="" />
        <Text fw={750} fz={17}>
          Open-Tube
        </Text>
      </Group>
    </Link>
  );
}
