import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useFormat } from "@/format";

/** Words whose share of the comments changed. */
export function Trends({ terms }: { terms: readonly Schema["TermTrendView"][] }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const fine = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 });
  if (terms.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("channel.noTrends")}
      </Text>
    );
  }
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("moderation.word")}</Table.Th>
          <Table.Th ta="right">{t("channel.before")}</Table.Th>
          <Table.Th ta="right">{t("channel.now")}</Table.Th>
          <Table.Th ta="right">{t("channel.videos")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {terms.map(({ term, before, now, videos }) => (
          <Table.Tr key={term}>
            <Table.Td fw={600}>{term}</Table.Td>
            <Table.Td ta="right">{fine.format(before)}</Table.Td>
            <Table.Td ta="right">{fine.format(now)}</Table.Td>
            <Table.Td ta="right">{format.count(videos)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
