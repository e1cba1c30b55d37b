import { ActionIcon, Avatar, Group, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconChevronUp, IconLogout, IconSettings } from "@tabler/icons-react";
import { Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { signOut, startAs, useSession } from "@/api/session";
import { tellProblem } from "@/components/tell";
import classes from "./AccountMenu.module.css";
import { LanguageItems, ThemeItems } from "./Preferences";

/** Who is signed in, their workspaces, and how the page looks and speaks. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const session = useSession();
  const router = useRouter();
  const workspace = session.workspaces.find((one) => one.id === session.workspace_id);
  const name = session.user?.name ?? "";

  async function choose(id: string) {
    try {
      startAs(await unwrap(client.PATCH("/api/v1/session", { body: { workspace_id: id } })));
      await router.navigate({ to: "/reports" });
    } catch (error) {
      tellProblem(error);
    }
  }

  async function leave() {
    try {
      await signOut();
      await router.navigate({ to: "/sign-in" });
    } catch (error) {
      tellProblem(error);
    }
  }

  const face = (
    <Avatar size={32} radius="xl" name={name} color="initials" alt="">
      {name.slice(0, 1)}
    </Avatar>
  );
  return (
    <Menu withInitialFocusPlaceholder={false} position={compact ? "bottom-end" : "top-start"} width={248}>
      <Menu.Target>
        {compact ? (
          <ActionIcon variant="transparent" size={44} aria-label={t("shell.account")}>
            {face}
          </ActionIcon>
        ) : (
          <UnstyledButton className={classes.user}>
            <VisuallyHidden>{t("shell.account")}</VisuallyHidden>
            <Group gap={10} wrap="nowrap">
              {face}
              <div className={classes.names}>
                <Text size="sm" fw={600} truncate>
                  {name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {workspace?.name}
                </Text>
              </div>
              <IconChevronUp size={16} aria-hidden />
            </Group>
          </UnstyledButton>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.user?.email}</Menu.Label>
        {session.workspaces.length > 1 && (
          <>
            <Menu.Label>{t("shell.workspaces")}</Menu.Label>
            {session.workspaces.map((one) => (
              <Menu.Item
                key={one.id}
                onClick={() => choose(one.id)}
                rightSection={one.id === session.workspace_id ? <IconCheck size={16} aria-hidden /> : null}
                aria-current={one.id === session.workspace_id ? "true" : undefined}
              >
                {one.name}
                <Text size="xs" c="dimmed">
                  {t(`shell.role.${one.role}`)}
                </Text>
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
        <Menu.Item component={Link} to="/settings" leftSection={<IconSettings size={18} aria-hidden />}>
          {t("shell.settings")}
        </Menu.Item>
        <Menu.Divider />
        <ThemeItems />
        <LanguageItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={leave}>
          {t("shell.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
