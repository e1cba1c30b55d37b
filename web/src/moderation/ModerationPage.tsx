import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "@/components/PageTitle";
import { Held } from "./Held";
import { Words } from "./Words";

const route = getRouteApi("/inside/moderation");

/** Comments that need a look over all videos, and the workspace's own words. */
export function ModerationPage() {
  const { t } = useTranslation();
  const { tab = "held", flag } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageTitle title={t("shell.moderation")} intro={t("moderation.intro")} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => navigate({ search: value === "words" ? { tab: "words" } : {} })}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="held">{t("moderation.tab.held")}</Tabs.Tab>
          <Tabs.Tab value="words">{t("moderation.tab.words")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="held">
          <Held flag={flag} onFlag={(next) => navigate({ search: next ? { flag: next } : {} })} />
        </Tabs.Panel>
        <Tabs.Panel value="words">
          <Words />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
