import {
  IconChartLine,
  IconCode,
  IconMovie,
  IconSettings,
  IconShieldCheck,
  IconUsers,
} from "@tabler/icons-react";

/** The pages of the main menu. On phones the first four stand in the bar at the bottom. */
export const NAVIGATION = [
  { to: "/reports", label: "shell.reports", icon: IconMovie },
  { to: "/people", label: "shell.people", icon: IconUsers },
  { to: "/moderation", label: "shell.moderation", icon: IconShieldCheck },
  { to: "/channel", label: "shell.channel", icon: IconChartLine },
  { to: "/developers", label: "shell.developers", icon: IconCode },
  { to: "/settings", label: "shell.settings", icon: IconSettings },
] as const;
export const IN_BAR = 4;
