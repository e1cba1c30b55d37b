import { Skeleton, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { useFormat } from "@/format";

/** What the reports of the workspace were made of, month by month. */
export function UsagePanel() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const usage = useQuery({
    queryKey: ["usage"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/usage", { signal })),
  });
  if (usage.isPending) return <Skeleton height={200} />;
  if (usage.isError) return <ProblemAlert error={usage.error} />;
  const monthOf = new Intl.DateTimeFormat(i18n.language, { year: "numeric", month: "long", timeZone: "UTC" });
  return (
    <Section
      title={t("developers.usage")}
      intro={t("settings.stored", { size: format.size(usage.data.stored_bytes) })}
    >
      {usage.data.months.length === 0 && <Text c="dimmed">{t("developers.noUsage")}</Text>}
      {usage.data.months.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("developers.month")}</Table.Th>
                <Table.Th ta="right">{t("shell.reports")}</Table.Th>
                <Table.Th ta="right">{t("developers.comments")}</Table.Th>
                <Table.Th ta="right">{t("developers.film")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {usage.data.months.map(({ month, reports, comments, video_s }) => (
                <Table.Tr key={month}>
                  <Table.Td>{monthOf.format(new Date(month))}</Table.Td>
                  <Table.Td ta="right">{format.count(reports)}</Table.Td>
                  <Table.Td ta="right">{format.count(comments)}</Table.Td>
                  <Table.Td ta="right">{format.span(video_s)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}
