import { AreaChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { SegmentedControl, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import type { Numbers } from "../api";
import { Block } from "./Block";

/** Sentiment and volume over time, as a chart or as a table. */
export default function Course({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [view, setView] = useState("chart");
  const rows = numbers.course.map((point) => ({
    at: point.start
      ? format.day(point.start)
      : t("report.commentNumber", { number: (point.start_index ?? 0) + 1 }),
    key: point.start ?? String(point.start_index),
    positive: point.counts.positive ?? 0,
    neutral: point.counts.neutral ?? 0,
    negative: point.counts.negative ?? 0,
  }));
  const series = (["positive", "neutral", "negative"] as const).map((name) => ({
    name,
    label: t(`report.sentiments.${name}`),
    color: `var(--ot-${name})`,
  }));
  return (
    <Block
      title={t("report.course")}
      side={
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          aria-label={t("report.courseAs")}
          data={[
            { value: "chart", label: t("report.chart") },
            { value: "table", label: t("report.table") },
          ]}
        />
      }
    >
      {view === "chart" ? (
        <AreaChart
          h={220}
          data={rows}
          dataKey="at"
          type="stacked"
          series={series}
          curveType="monotone"
          withDots={false}
          withLegend
          tickLine="none"
          gridAxis="x"
          areaChartProps={{ accessibilityLayer: false }}
          aria-hidden
        />
      ) : (
        <Table.ScrollContainer minWidth={420} mah={320}>
          <Table stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("report.time")}</Table.Th>
                {series.map((one) => (
                  <Table.Th key={one.name} ta="end">
                    {one.label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.key}>
                  <Table.Th scope="row">{row.at}</Table.Th>
                  <Table.Td ta="end">{format.count(row.positive)}</Table.Td>
                  <Table.Td ta="end">{format.count(row.neutral)}</Table.Td>
                  <Table.Td ta="end">{format.count(row.negative)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Block>
  );
}
