import { SegmentedControl, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useFormat } from "@/format";
import type { PartProps } from "../ReportPage";
import { Block } from "./Block";
import classes from "./Overview.module.css";

const SHOWN = 50;
const SMALLEST = 13;
const LARGEST = 30;

/** The terms that stand out, as a cloud or as a list. */
export function Keywords({ keywords, search, onSearch }: PartProps & { keywords: Schema["KeywordPart"][] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [view, setView] = useState("cloud");
  const shown = keywords.slice(0, SHOWN);
  const most = Math.max(...shown.map((keyword) => keyword.count));
  const show = (term: string) => onSearch({ at: search.at, tab: "comments", term: [term] });
  return (
    <Block
      title={t("report.keywords")}
      side={
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          aria-label={t("report.keywordsAs")}
          data={[
            { value: "cloud", label: t("report.cloud") },
            { value: "list", label: t("report.list") },
          ]}
        />
      }
    >
      {view === "cloud" ? (
        <ul className={classes.cloud}>
          {shown.map((keyword) => (
            <li key={keyword.term}>
              <button
                type="button"
                className={classes.term}
                style={{ fontSize: SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(keyword.count / most) }}
                aria-label={t("report.keywordCount", { term: keyword.term, count: keyword.count })}
                onClick={() => show(keyword.term)}
              >
                <bdi>{keyword.term}</bdi>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <Table.ScrollContainer minWidth={420}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("report.term")}</Table.Th>
                <Table.Th ta="end">{t("report.commentCount")}</Table.Th>
                <Table.Th ta="end">{t("report.authors")}</Table.Th>
                <Table.Th ta="end">{t("report.likes")}</Table.Th>
                <Table.Th ta="end">{t("report.meanScore")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((keyword) => (
                <Table.Tr key={keyword.term}>
                  <Table.Th scope="row">
                    <button type="button" className={classes.term} onClick={() => show(keyword.term)}>
                      <bdi>{keyword.term}</bdi>
                    </button>
                  </Table.Th>
                  <Table.Td ta="end">{format.count(keyword.count)}</Table.Td>
                  <Table.Td ta="end">{format.count(keyword.authors)}</Table.Td>
                  <Table.Td ta="end">{format.count(keyword.likes)}</Table.Td>
                  <Table.Td ta="end">
                    {keyword.sentiment_score == null ? "–" : format.score(keyword.sentiment_score)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Block>
  );
}
