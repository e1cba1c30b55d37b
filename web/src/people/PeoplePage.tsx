import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "@/components/PageTitle";
import { Persons } from "./Persons";
import { Reviews } from "./Reviews";

const route = getRouteApi("/inside/people");
const TABS = ["seen", "reviews", "ignored", "binned"] as const;

/** Everybody in the videos of the workspace. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { tab = "seen" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageTitle title={t("shell.people")} intro={t("people.intro")} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const chosen = TABS.find((one) => one === value);
          navigate({ search: chosen && chosen !== "seen" ? { tab: chosen } : {} });
        }}
      >
        <Tabs.List mb="lg">
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`people.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="seen">
          <Persons shown="seen" />
        </Tabs.Panel>
        <Tabs.Panel value="reviews">
          <Reviews />
        </Tabs.Panel>
        <Tabs.Panel value="ignored">
          <Persons shown="ignored" />
        </Tabs.Panel>
        <Tabs.Panel value="binned">
          <Persons shown="binned" />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
