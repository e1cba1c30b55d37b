import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { Button, Table } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { AnchorLink } from "@/components/links";
import { useFormat } from "@/format";
import { shares } from "./shares";

type Video = Schema["VideoPointView"];
const KINDS = ["positive", "neutral", "negative"] as const;

/** The sentiment of every video in order of time, as bars and as a table. */
export function Course({ videos }: { videos: readonly Video[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const still = useReducedMotion();
  const [asTable, setAsTable] = useState(false);
  const data = videos.map((video) => ({
    ...shares(video.sentiment),
    label: format.day(video.at),
    title: video.title,
  }));
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-pressed={asTable}
        onClick={() => setAsTable(!asTable)}
        w="fit-content"
      >
        {t("channel.courseTable")}
      </Button>
      {asTable ? (
        <Table.ScrollContainer minWidth={620}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("channel.video")}</Table.Th>
                <Table.Th>{t("channel.date")}</Table.Th>
                <Table.Th ta="right">{t("channel.comments")}</Table.Th>
                {KINDS.map((kind) => (
                  <Table.Th key={kind} ta="right">
                    {t(`common.${kind}`)}
                  </Table.Th>
                ))}
                <Table.Th ta="right">{t("channel.score")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {videos.map((video) => {
                const parts = shares(video.sentiment);
                return (
                  <Table.Tr key={video.report_id}>
                    <Table.Td>
                      <AnchorLink to="/reports/$reportId" params={{ reportId: video.report_id }}>
                        {video.title}
                      </AnchorLink>
                    </Table.Td>
                    <Table.Td>{format.day(video.at)}</Table.Td>
                    <Table.Td ta="right">{format.count(video.comments)}</Table.Td>
                    {KINDS.map((kind) => (
                      <Table.Td key={kind} ta="right">
                        {format.percent(parts[kind])}
                      </Table.Td>
                    ))}
                    <Table.Td ta="right">
                      {video.mean_score === null ? "–" : format.score(video.mean_score)}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : (
        <div aria-hidden>
          <BarChart
            h={300}
            data={data}
            dataKey="label"
            type="stacked"
            withLegend
            maxBarWidth={48}
            barProps={{ isAnimationActive: !still }}
            barChartProps={{ accessibilityLayer: false }}
            yAxisProps={{ domain: [0, 1], ticks: [0, 0.5, 1] }}
            valueFormatter={format.percent}
            series={KINDS.map((kind) => ({
              name: kind,
              label: t(`common.${kind}`),
              color: `var(--ot-${kind})`,
            }))}
          />
        </div>
      )}
    </>
  );
}
