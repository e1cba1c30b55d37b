import { Button, Stack, Tabs } from "@mantine/core";
import { IconBook2, IconLock } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { PageTitle } from "@/components/PageTitle";
import { KeysPanel } from "./KeysPanel";
import { UsagePanel } from "./UsagePanel";
import { WebhooksPanel } from "./WebhooksPanel";

const route = getRouteApi("/inside/developers");

/** Keys, webhooks, and where the API is explained. */
export function DevelopersPage() {
  const { t } = useTranslation();
  const { tab = "keys" } = route.useSearch();
  const navigate = route.useNavigate();
  const admin = useMay("admin");
  return (
    <>
      <PageTitle title={t("shell.developers")} intro={t("developers.intro")}>
        <Button
          component="a"
          href="/docs"
          variant="default"
          leftSection={<IconBook2 size={18} aria-hidden />}
        >
          {t("developers.reference")}
        </Button>
      </PageTitle>
      {admin ? (
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) =>
            navigate({ search: value === "webhooks" || value === "usage" ? { tab: value } : {} })
          }
        >
          <Tabs.List mb="lg">
            <Tabs.Tab value="keys">{t("developers.keys")}</Tabs.Tab>
            <Tabs.Tab value="webhooks">{t("developers.webhooks")}</Tabs.Tab>
            <Tabs.Tab value="usage">{t("developers.usage")}</Tabs.Tab>
          </Tabs.List>
          <Stack maw={960}>
            <Tabs.Panel value="keys">
              <KeysPanel />
            </Tabs.Panel>
            <Tabs.Panel value="webhooks">
              <WebhooksPanel />
            </Tabs.Panel>
            <Tabs.Panel value="usage">
              <UsagePanel />
            </Tabs.Panel>
          </Stack>
        </Tabs>
      ) : (
        <EmptyState icon={IconLock} title={t("developers.ownersOnly")} />
      )}
    </>
  );
}
