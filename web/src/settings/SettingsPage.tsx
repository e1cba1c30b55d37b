import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { PageTitle } from "@/components/PageTitle";
import { AccountPanel } from "./AccountPanel";
import { LogPanel } from "./LogPanel";
import { MembersPanel } from "./MembersPanel";
import { ModelsPanel } from "./ModelsPanel";
import { PrivacyPanel } from "./PrivacyPanel";

const route = getRouteApi("/inside/settings");
const TABS = ["account", "workspace", "privacy", "models", "log"] as const;

export function SettingsPage() {
  const { t } = useTranslation();
  const { tab = "account" } = route.useSearch();
  const navigate = route.useNavigate();
  const admin = useMay("admin");
  return (
    <>
      <PageTitle title={t("shell.settings")} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const chosen = TABS.find((one) => one === value);
          navigate({ search: chosen && chosen !== "account" ? { tab: chosen } : {} });
        }}
      >
        <Tabs.List mb="lg">
          {TABS.filter((one) => one !== "log" || admin).map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`settings.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="account">
          <AccountPanel />
        </Tabs.Panel>
        <Tabs.Panel value="workspace">
          <MembersPanel />
        </Tabs.Panel>
        <Tabs.Panel value="privacy">
          <PrivacyPanel />
        </Tabs.Panel>
        <Tabs.Panel value="models">
          <ModelsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="log">{admin && <LogPanel />}</Tabs.Panel>
      </Tabs>
    </>
  );
}
