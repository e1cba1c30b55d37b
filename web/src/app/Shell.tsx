import { AppShell, Box, Button, Group, NavLink, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { SignInAgain } from "@/account/SignInAgain";
import { useLiveEvents } from "@/api/events";
import { useMay } from "@/api/session";
import { openRequest } from "@/reports/request/opened";
import { RequestAnywhere } from "@/reports/request/RequestAnywhere";
import { AccountMenu } from "./AccountMenu";
import { BottomBar } from "./BottomBar";
import { Brand } from "./Brand";
import { Connection } from "./Connection";
import { NAVIGATION } from "./navigation";
import { SearchButton } from "./Search";
import classes from "./Shell.module.css";

/** What stands around every page: menu, search, account, and what listens for files, events and lost sessions. */
export function Shell() {
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const mayAnalyse = useMay("analyse");
  useLiveEvents();
  const main = useMainFocus();
  return (
    <AppShell
      header={{ height: 52, collapsed: !narrow }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: true } }}
      footer={{ height: 60, collapsed: !narrow }}
      padding={0}
      classNames={{ navbar: classes.navbar, header: classes.header, footer: classes.footer }}
    >
      <a href="#main" className="skip">
        {t("shell.skip")}
      </a>
      {narrow && (
        <AppShell.Header>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Brand />
            <Group gap={4} wrap="nowrap">
              <SearchButton compact />
              <AccountMenu compact />
            </Group>
          </Group>
        </AppShell.Header>
      )}
      {!narrow && (
        <AppShell.Navbar p="sm">
          <Stack gap="sm" h="100%">
            <Box px={8} pt={4}>
              <Brand />
            </Box>
            <SearchButton />
            {mayAnalyse && (
              <Button
                leftSection={<IconPlus size={18} aria-hidden />}
                onClick={() => openRequest({})}
                fullWidth
              >
                {t("shell.analyseNew")}
              </Button>
            )}
            <nav aria-label={t("shell.navigation")} className={classes.menu}>
              {NAVIGATION.map(({ to, label, icon: Icon }) => (
                <NavLink
                  key={to}
                  component={Link}
                  to={to}
                  label={t(label)}
                  leftSection={<Icon size={20} stroke={1.7} aria-hidden />}
                  activeProps={{ "data-active": true, "aria-current": "page" }}
                  className={classes.link}
                />
              ))}
            </nav>
            <AccountMenu />
          </Stack>
        </AppShell.Navbar>
      )}
      <AppShell.Main>
        <Connection />
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </AppShell.Main>
      {narrow && (
        <AppShell.Footer>
          <BottomBar />
        </AppShell.Footer>
      )}
      {mayAnalyse && <RequestAnywhere />}
      <SignInAgain />
    </AppShell>
  );
}

/** Moves the focus to the page when another page is shown, so that keyboards and readers start there. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== undefined && last.current !== path) main.current?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
  return main;
}
