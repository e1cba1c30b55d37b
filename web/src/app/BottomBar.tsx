import { Menu, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./BottomBar.module.css";
import { IN_BAR, NAVIGATION } from "./navigation";

/** The main menu on phones. */
export function BottomBar() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("shell.navigation")} className={classes.bar}>
      {NAVIGATION.slice(0, IN_BAR).map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={classes.item} activeProps={{ "aria-current": "page" }}>
          <Icon size={22} stroke={1.7} aria-hidden />
          {t(label)}
        </Link>
      ))}
      <Menu withInitialFocusPlaceholder={false} position="top-end" width={200}>
        <Menu.Target>
          <UnstyledButton className={classes.item}>
            <IconDots size={22} stroke={1.7} aria-hidden />
            {t("shell.moreMenu")}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {NAVIGATION.slice(IN_BAR).map(({ to, label, icon: Icon }) => (
            <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} aria-hidden />}>
              {t(label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
