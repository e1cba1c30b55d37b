import { Button, Chip, CloseButton, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Reports.module.css";
import { type ReportsSearch, SORTS, STATUSES } from "./search";

interface Props {
  search: ReportsSearch;
  onChange: (change: Partial<ReportsSearch>) => void;
}

/** Search, status, order and the bin. */
export function Filters({ search, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(search.text ?? "");
  const tell = useDebouncedCallback((text: string) => onChange({ text: text.trim() || undefined }), 250);

  function type(text: string) {
    setTyped(text);
    tell(text);
  }

  return (
    <search className={classes.filters}>
      <TextInput
        className={classes.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed && <CloseButton size="sm" aria-label={t("reports.clearSearch")} onClick={() => type("")} />
        }
        placeholder={t("reports.searchTitles")}
        aria-label={t("reports.searchTitles")}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Chip.Group
        multiple
        value={search.status ?? []}
        onChange={(chosen) => {
          const status = STATUSES.filter((one) => chosen.includes(one));
          onChange({ status: status.length > 0 ? status : undefined });
        }}
      >
        <Group gap={6} role="group" aria-label={t("reports.statusFilter")}>
          {STATUSES.map((status) => (
            <Chip key={status} value={status} size="sm" variant="outline">
              {t(`reports.status.${status}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group gap="sm" ml="auto">
        <Select
          w={140}
          allowDeselect={false}
          aria-label={t("reports.sort")}
          value={search.sort ?? SORTS[0]}
          onChange={(value) => onChange({ sort: SORTS.find((one) => one === value && one !== SORTS[0]) })}
          data={SORTS.map((value) => ({ value, label: t(`reports.sortBy.${value}`) }))}
        />
        <Button
          variant={search.bin ? "light" : "default"}
          leftSection={<IconTrash size={16} aria-hidden />}
          aria-pressed={search.bin ?? false}
          onClick={() => onChange({ bin: search.bin ? undefined : true, selected: undefined })}
        >
          {t("reports.bin")}
        </Button>
      </Group>
    </search>
  );
}
