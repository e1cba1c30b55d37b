import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Code,
  Group,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, once, type Schema, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { CopyField } from "@/components/CopyField";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";

type Scope = Schema["Scope"];
type Key = Schema["KeyView"];
const SCOPES = ["read", "analyse", "persons", "export", "admin"] as const satisfies readonly Scope[];
const LIFETIMES = ["30", "90", "365", "never"] as const;
const DAY_MS = 86_400_000;

/** Keys for programs: made, shown once, revoked. */
export function KeysPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useAct(keys.keys);
  const list = usePages(
    keys.keys,
    (cursor, signal) => unwrap(client.GET("/api/v1/keys", { params: { query: { cursor } }, signal })),
    (key) => key.id,
  );
  const ended = (key: Key) =>
    key.revoked_at !== null || (key.expires_at !== null && Date.parse(key.expires_at) < Date.now());
  return (
    <Stack>
      <NewKey />
      <Section title={t("developers.keys")}>
        <ProblemAlert error={list.error} />
        {list.isSuccess && list.rows.length === 0 && <Text c="dimmed">{t("developers.noKeys")}</Text>}
        {list.rows.length > 0 && (
          <Table.ScrollContainer minWidth={640}>
            <Table verticalSpacing="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("account.name")}</Table.Th>
                  <Table.Th>{t("developers.scopes")}</Table.Th>
                  <Table.Th>{t("developers.lastUsed")}</Table.Th>
                  <Table.Th>{t("developers.expires")}</Table.Th>
                  <Table.Th aria-label={t("settings.actions")} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.rows.map((key) => (
                  <Table.Tr key={key.id}>
                    <Table.Td>
                      <Text size="sm" fw={600}>
                        {key.name}
                      </Text>
                      <Code>{key.prefix}_…</Code>
                    </Table.Td>
                    <Table.Td>
                      <Group gap={4}>
                        {key.scopes.map((scope) => (
                          <Badge key={scope} variant="default" radius="sm">
                            {t(`developers.scope.${scope}`)}
                          </Badge>
                        ))}
                      </Group>
                    </Table.Td>
                    <Table.Td>
                      {key.last_used_at ? format.ago(key.last_used_at) : t("developers.neverUsed")}
                    </Table.Td>
                    <Table.Td>{key.expires_at ? format.day(key.expires_at) : t("developers.never")}</Table.Td>
                    <Table.Td ta="right">
                      {ended(key) ? (
                        <Badge variant="default">{t("developers.ended")}</Badge>
                      ) : (
                        <Button
                          size="compact-sm"
                          variant="default"
                          onClick={() =>
                            act(
                              () =>
                                unwrap(
                                  client.DELETE("/api/v1/keys/{key_id}", {
                                    params: { path: { key_id: key.id } },
                                  }),
                                ),
                              t("developers.revoked", { name: key.name }),
                            )
                          }
                        >
                          {t("developers.revoke")}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <MorePages {...list} />
      </Section>
    </Stack>
  );
}

function NewKey() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const form = useForm({
    initialValues: { name: "", scopes: ["read"] as string[], lifetime: "90" as string | null },
    validate: {
      name: (value) => (value.trim() ? null : t("account.nameMissing")),
      scopes: (value) => (value.length > 0 ? null : t("developers.scopeMissing")),
    },
  });
  const making = useMutation({
    mutationFn: ({ name, scopes, lifetime }: typeof form.values) =>
      unwrap(
        client.POST("/api/v1/keys", {
          body: {
            name: name.trim(),
            scopes: SCOPES.filter((scope) => scopes.includes(scope)),
            expires_at:
              lifetime === "never" ? null : new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString(),
          },
          params: { header: once() },
        }),
      ),
    onSuccess: () => {
      form.reset();
      cache.invalidateQueries({ queryKey: keys.keys });
    },
  });
  return (
    <Section title={t("developers.newKey")} intro={t("developers.newKeyIntro")}>
      <form onSubmit={form.onSubmit((values) => making.mutate(values))} noValidate>
        <Stack>
          <ProblemAlert error={making.error} />
          <Group align="flex-start">
            <TextInput
              label={t("account.name")}
              placeholder={t("developers.keyNameHint")}
              maxLength={100}
              {...form.getInputProps("name")}
            />
            <Select
              label={t("developers.lifetime")}
              allowDeselect={false}
              w={150}
              {...form.getInputProps("lifetime")}
              data={LIFETIMES.map((value) => ({
                value,
                label:
                  value === "never" ? t("developers.never") : t("settings.days", { count: Number(value) }),
              }))}
            />
          </Group>
          <Checkbox.Group label={t("developers.scopes")} {...form.getInputProps("scopes")}>
            <Group mt={6}>
              {SCOPES.map((scope) => (
                <Checkbox key={scope} value={scope} label={t(`developers.scope.${scope}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <Group>
            <Button type="submit" loading={making.isPending}>
              {t("developers.makeKey")}
            </Button>
          </Group>
        </Stack>
      </form>
      {making.data?.key && (
        <Alert color="teal" role="status">
          <CopyField label={t("developers.keyOnce")} value={making.data.key} />
        </Alert>
      )}
    </Section>
  );
}
