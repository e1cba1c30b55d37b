import { Table, Text } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { client, type Schema, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { PageLoading } from "@/app/PageLoading";
import { EmptyState } from "@/components/EmptyState";
import { AnchorLink } from "@/components/links";
import { PageTitle } from "@/components/PageTitle";
import { ProblemAlert } from "@/components/ProblemAlert";
import { SentimentBar } from "@/components/SentimentBar";
import { useFormat } from "@/format";

type Document = Schema["ReportDocument"];
const route = getRouteApi("/inside/compare");
const KEYWORDS = 10;

/** Two to five reports side by side. */
export function ComparePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { ids } = route.useSearch();
  const found = useQueries({
    queries: ids.map((id) => ({
      queryKey: [...keys.report(id), "document"],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrap(
          client.GET("/api/v1/reports/{report_id}/document", { params: { path: { report_id: id } }, signal }),
        ),
    })),
  });
  const documents = found.flatMap(({ data }) => data ?? []);
  const failed = found.find(({ error }) => error);
  if (found.some(({ isPending }) => isPending)) return <PageLoading />;

  const share = (part: number | undefined, document: Document) =>
    document.comments?.total ? format.percent((part ?? 0) / document.comments.total) : "–";
  const rows: [string, (document: Document) => ReactNode][] = [
    [t("reports.compareRows.date"), (one) => format.day(one.video.published_at ?? one.requested_at)],
    [
      t("reports.compareRows.length"),
      (one) => (one.video.duration_s ? format.clock(one.video.duration_s) : "–"),
    ],
    [t("reports.compareRows.comments"), (one) => (one.comments ? format.count(one.comments.total) : "–")],
    [t("reports.compareRows.authors"), (one) => (one.comments ? format.count(one.comments.authors) : "–")],
    [t("common.sentiment"), (one) => one.comments && <SentimentBar counts={one.comments.sentiment} />],
    [
      t("reports.compareRows.score"),
      (one) => (typeof one.comments?.mean_score === "number" ? format.score(one.comments.mean_score) : "–"),
    ],
    [t("reports.compareRows.profane"), (one) => share(one.comments?.flags?.profane ?? undefined, one)],
    [t("reports.compareRows.questions"), (one) => share(one.comments?.flags?.question ?? undefined, one)],
    [t("reports.compareRows.requests"), (one) => share(one.comments?.flags?.request ?? undefined, one)],
    [
      t("reports.compareRows.keywords"),
      (one) =>
        (one.keywords ?? [])
          .slice(0, KEYWORDS)
          .map(({ term }) => term)
          .join(", ") || "–",
    ],
    [
      t("reports.compareRows.persons"),
      (one) => (one.persons ? format.count(one.persons.persons.length) : "–"),
    ],
  ];
  return (
    <>
      <PageTitle title={t("reports.compareTitle")} />
      <ProblemAlert error={failed?.error} />
      {documents.length < 2 ? (
        <EmptyState icon={IconArrowsDiff} title={t("reports.selectMore")}>
          <AnchorLink to="/reports">{t("shell.toReports")}</AnchorLink>
        </EmptyState>
      ) : (
        <Table.ScrollContainer minWidth={240 * (documents.length + 1)}>
          <Table withTableBorder withColumnBorders verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={150}>
                  <Text span size="sm" c="dimmed">
                    {t("reports.report")}
                  </Text>
                </Table.Th>
                {documents.map((document) => (
                  <Table.Th key={document.id} scope="col">
                    <AnchorLink to="/reports/$reportId" params={{ reportId: document.id }}>
                      {document.video.title}
                    </AnchorLink>
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(([name, cell]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row">{name}</Table.Th>
                  {documents.map((document) => (
                    <Table.Td key={document.id} valign="top">
                      {cell(document)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  );
}
