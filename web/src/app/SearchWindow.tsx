import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconMovie, IconSearch, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/queries";
import { findPersons } from "@/people/api";
import { listReports } from "@/reports/api";
import { NAVIGATION } from "./navigation";

const [store, spotlight] = createSpotlight();
const MOST = 6;

/** Finds pages, reports and persons. Opens whenever `wanted` grows. */
export default function SearchWindow({ wanted }: { wanted: number }) {
  const { t } = useTranslation();
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [text] = useDebouncedValue(typed.trim(), 150);
  useEffect(() => {
    if (wanted > 0) spotlight.open();
  }, [wanted]);
  const reports = useQuery({
    queryKey: [...keys.reports, "search", text],
    queryFn: ({ signal }) => listReports({ text: text || undefined }, undefined, signal, MOST),
    placeholderData: (before) => before,
  });
  const persons = useQuery({
    queryKey: [...keys.persons, "search", text],
    queryFn: ({ signal }) => findPersons(text, signal),
    enabled: text.length > 0,
  });
  const pages = NAVIGATION.filter(({ label }) => t(label).toLowerCase().includes(text.toLowerCase()));
  const groups: SpotlightActionGroupData[] = [
    {
      group: t("shell.reports"),
      actions: (reports.data?.items ?? []).map((report) => ({
        id: report.id,
        label: report.title,
        leftSection: <IconMovie size={20} aria-hidden />,
        onClick: () => router.navigate({ to: "/reports/$reportId", params: { reportId: report.id } }),
      })),
    },
    {
      group: t("shell.people"),
      actions: (text ? (persons.data ?? []) : []).slice(0, MOST).map((person) => ({
        id: person.id,
        label: person.name ?? t("common.unnamed"),
        leftSection: <IconUser size={20} aria-hidden />,
        onClick: () => router.navigate({ to: "/people/$personId", params: { personId: person.id } }),
      })),
    },
    {
      group: t("shell.pages"),
      actions: pages.map(({ to, label, icon: Icon }) => ({
        id: to,
        label: t(label),
        leftSection: <Icon size={20} aria-hidden />,
        onClick: () => router.navigate({ to }),
      })),
    },
  ];
  return (
    <Spotlight
      store={store}
      actions={groups.filter((group) => group.actions.length > 0)}
      query={typed}
      onQueryChange={setTyped}
      filter={(_query, actions) => actions}
      shortcut={null}
      clearQueryOnClose
      scrollable
      maxHeight={420}
      nothingFound={t("shell.nothingFound")}
      searchProps={{
        leftSection: <IconSearch size={20} aria-hidden />,
        placeholder: t("shell.searchHint"),
        "aria-label": t("shell.searchHint"),
      }}
    />
  );
}
