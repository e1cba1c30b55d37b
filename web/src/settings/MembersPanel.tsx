import {
  ActionIcon,
  Button,
  Group,
  Menu,
  NumberInput,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconDots, IconKey, IconUserMinus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, once, type Schema, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay, useSession } from "@/api/session";
import { CopyField } from "@/components/CopyField";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";

type Role = Schema["Role"];
const ROLES = ["owner", "editor", "viewer"] as const satisfies readonly Role[];
const linkTo = (page: "invitation" | "reset", token: string) => `${location.origin}/${page}#${token}`;

/** Who belongs to the workspace, and who is invited. */
export function MembersPanel() {
  const { t } = useTranslation();
  const admin = useMay("admin");
  const { user } = useSession();
  const format = useFormat();
  const act = useAct(keys.members);
  const members = usePages(
    keys.members,
    (cursor, signal) => unwrap(client.GET("/api/v1/members", { params: { query: { cursor } }, signal })),
    (member) => member.user_id,
  );
  const of = (id: string) => ({ params: { path: { user_id: id } } });

  async function showPasswordLink(id: string) {
    const link = await act(() => unwrap(client.POST("/api/v1/members/{user_id}/password-link", of(id))));
    if (!link?.token) return;
    modals.open({
      title: t("settings.passwordLink"),
      children: <CopyField label={t("settings.linkOnce")} value={linkTo("reset", link.token)} />,
    });
  }

  return (
    <Stack maw={860}>
      <Section title={t("settings.members")} intro={t("settings.membersIntro")}>
        <ProblemAlert error={members.error} />
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("account.name")}</Table.Th>
                <Table.Th w={150}>{t("settings.role")}</Table.Th>
                <Table.Th>{t("settings.lastSeen")}</Table.Th>
                <Table.Th w={50} aria-label={t("settings.actions")} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.rows.map((member) => (
                <Table.Tr key={member.user_id}>
                  <Table.Td>
                    <Text size="sm" fw={600}>
                      {member.name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {member.email}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    {admin ? (
                      <Select
                        size="xs"
                        allowDeselect={false}
                        aria-label={t("settings.roleOf", { name: member.name })}
                        value={member.role}
                        onChange={(value) => {
                          const role = ROLES.find((one) => one === value);
                          if (role) {
                            act(
                              () =>
                                unwrap(
                                  client.PATCH("/api/v1/members/{user_id}", {
                                    ...of(member.user_id),
                                    body: { role },
                                  }),
                                ),
                              t("common.saved"),
                            );
                          }
                        }}
                        data={ROLES.map((value) => ({ value, label: t(`shell.role.${value}`) }))}
                      />
                    ) : (
                      t(`shell.role.${member.role}`)
                    )}
                  </Table.Td>
                  <Table.Td>{member.last_seen_at ? format.ago(member.last_seen_at) : "–"}</Table.Td>
                  <Table.Td>
                    {admin && member.user_id !== user?.id && (
                      <Menu withInitialFocusPlaceholder={false} position="bottom-end">
                        <Menu.Target>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={t("settings.actionsOf", { name: member.name })}
                          >
                            <IconDots size={18} aria-hidden />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item
                            leftSection={<IconKey size={16} aria-hidden />}
                            onClick={() => showPasswordLink(member.user_id)}
                          >
                            {t("settings.passwordLink")}
                          </Menu.Item>
                          <Menu.Item
                            color="red"
                            leftSection={<IconUserMinus size={16} aria-hidden />}
                            onClick={() =>
                              act(
                                () => unwrap(client.DELETE("/api/v1/members/{user_id}", of(member.user_id))),
                                t("settings.removed", { name: member.name }),
                              )
                            }
                          >
                            {t("settings.remove")}
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <MorePages {...members} />
      </Section>
      {admin && <Invitations />}
    </Stack>
  );
}

function Invitations() {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useAct(keys.invitations);
  const [role, setRole] = useState<Role>("editor");
  const [email, setEmail] = useState("");
  const [days, setDays] = useState(7);
  const [link, setLink] = useState<string>();
  const open = usePages(
    keys.invitations,
    (cursor, signal) => unwrap(client.GET("/api/v1/invitations", { params: { query: { cursor } }, signal })),
    (invitation) => invitation.id,
  );

  async function invite() {
    const body = { role, email: email.trim() || null, days };
    const made = await act(() =>
      unwrap(client.POST("/api/v1/invitations", { body, params: { header: once() } })),
    );
    if (made?.token) setLink(linkTo("invitation", made.token));
  }

  return (
    <Section title={t("settings.invite")} intro={t("settings.inviteIntro")}>
      <Group align="flex-end">
        <TextInput
          label={t("settings.inviteEmail")}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={t("settings.role")}
          w={130}
          allowDeselect={false}
          value={role}
          onChange={(value) => setRole(ROLES.find((one) => one === value) ?? "editor")}
          data={ROLES.map((value) => ({ value, label: t(`shell.role.${value}`) }))}
        />
        <NumberInput
          label={t("settings.inviteDays")}
          w={110}
          min={1}
          max={90}
          value={days}
          onChange={(value) => setDays(Number(value) || 1)}
        />
        <Button onClick={invite}>{t("settings.makeLink")}</Button>
      </Group>
      {link && <CopyField label={t("settings.linkOnce")} value={link} />}
      {open.rows.map((invitation) => (
        <Group key={invitation.id} justify="space-between">
          <Text size="sm">
            {invitation.email ?? t("settings.anyone")} · {t(`shell.role.${invitation.role}`)} ·{" "}
            {t("settings.until", { date: format.day(invitation.expires_at) })}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              act(() =>
                unwrap(
                  client.DELETE("/api/v1/invitations/{invitation_id}", {
                    params: { path: { invitation_id: invitation.id } },
                  }),
                ),
              )
            }
          >
            {t("settings.takeBack")}
          </Button>
        </Group>
      ))}
    </Section>
  );
}
