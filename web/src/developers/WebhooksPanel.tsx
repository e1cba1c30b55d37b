import { Alert, Button, Group, MultiSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
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
import { Deliveries } from "./Deliveries";

type Webhook = Schema["WebhookView"];
type Kind = Schema["EventKind"];
const KINDS = [
  "report.requested",
  "report.finished",
  "report.changed",
  "report.deleted",
  "export.finished",
  "export.deleted",
  "persons.changed",
  "corrections.changed",
  "words.changed",
  "webhook.disabled",
] as const satisfies readonly Kind[];

/** Addresses that are told what happens. */
export function WebhooksPanel() {
  const list = usePages(
    keys.webhooks,
    (cursor, signal) => unwrap(client.GET("/api/v1/webhooks", { params: { query: { cursor } }, signal })),
    (webhook) => webhook.id,
  );
  return (
    <Stack>
      <NewWebhook />
      <ProblemAlert error={list.error} />
      {list.rows.map((webhook) => (
        <WebhookSection key={webhook.id} webhook={webhook} />
      ))}
      <MorePages {...list} />
    </Stack>
  );
}

function NewWebhook() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const form = useForm({
    initialValues: { url: "", kinds: [] as string[] },
    validate: { url: (value) => (/^https?:\/\/\S+$/.test(value.trim()) ? null : t("developers.urlWrong")) },
  });
  const making = useMutation({
    mutationFn: ({ url, kinds }: typeof form.values) =>
      unwrap(
        client.POST("/api/v1/webhooks", {
          body: { url: url.trim(), kinds: KINDS.filter((kind) => kinds.includes(kind)) },
          params: { header: once() },
        }),
      ),
    onSuccess: () => {
      form.reset();
      cache.invalidateQueries({ queryKey: keys.webhooks });
    },
  });
  return (
    <Section title={t("developers.newWebhook")} intro={t("developers.newWebhookIntro")}>
      <form onSubmit={form.onSubmit((values) => making.mutate(values))} noValidate>
        <Stack>
          <ProblemAlert error={making.error} />
          <TextInput label="URL" type="url" placeholder="https://" {...form.getInputProps("url")} />
          <MultiSelect
            label={t("developers.kinds")}
            placeholder={form.values.kinds.length === 0 ? t("developers.allKinds") : undefined}
            data={[...KINDS]}
            clearable
            {...form.getInputProps("kinds")}
          />
          <Group>
            <Button type="submit" loading={making.isPending}>
              {t("developers.makeWebhook")}
            </Button>
          </Group>
        </Stack>
      </form>
      {making.data?.secret && (
        <Alert color="teal" role="status">
          <CopyField label={t("developers.secretOnce")} value={making.data.secret} />
        </Alert>
      )}
    </Section>
  );
}

function WebhookSection({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useAct(keys.webhooks);
  const [secret, setSecret] = useState<string | null>();
  const at = { params: { path: { webhook_id: webhook.id } } };

  async function renew() {
    const renewed = await act(() => unwrap(client.POST("/api/v1/webhooks/{webhook_id}/secret", at)));
    setSecret(renewed?.secret);
  }

  return (
    <Section
      title={webhook.url}
      intro={webhook.kinds.length > 0 ? webhook.kinds.join(", ") : t("developers.allKinds")}
    >
      {webhook.failing_since && (
        <Alert color="yellow">
          {t("developers.failingSince", { when: format.ago(webhook.failing_since) })}
        </Alert>
      )}
      <Group>
        <Switch
          label={t("developers.enabled")}
          checked={webhook.enabled}
          onChange={(event) => {
            const enabled = event.currentTarget.checked;
            act(
              () => unwrap(client.PATCH("/api/v1/webhooks/{webhook_id}", { ...at, body: { enabled } })),
              t("common.saved"),
            );
          }}
        />
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            act(
              () =>
                unwrap(
                  client.POST("/api/v1/webhooks/{webhook_id}/test", {
                    params: { ...at.params, header: once() },
                  }),
                ),
              t("developers.testSent"),
            )
          }
        >
          {t("developers.test")}
        </Button>
        <Button size="xs" variant="default" onClick={renew}>
          {t("developers.renewSecret")}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            act(
              () => unwrap(client.DELETE("/api/v1/webhooks/{webhook_id}", at)),
              t("developers.webhookDeleted"),
            )
          }
        >
          {t("common.delete")}
        </Button>
      </Group>
      {secret && <CopyField label={t("developers.secretOnce")} value={secret} />}
      <Text fw={600} size="sm">
        {t("developers.deliveries")}
      </Text>
      <Deliveries webhookId={webhook.id} />
    </Section>
  );
}
