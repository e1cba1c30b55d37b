import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { SentimentBar } from "@/components/SentimentBar";
import { useFormat } from "@/format";
import type { PartProps } from "../ReportPage";
import { Block } from "./Block";
import classes from "./Overview.module.css";

/** What the comments are about; each topic leads to its comments. */
export function Topics({ topics, search, onSearch }: PartProps & { topics: Schema["TopicPart"][] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Block title={t("report.topics")}>
      <ul className={classes.topics}>
        {topics.map((topic) => (
          <li key={topic.id}>
            <button
              type="button"
              className={classes.topic}
              onClick={() => onSearch({ at: search.at, tab: "comments", term: topic.terms.slice(0, 20) })}
            >
              <Text fw={600} component="span">
                <bdi>{topic.name}</bdi>
              </Text>
              <SentimentBar counts={topic.sentiment} />
              <Text size="xs" c="dimmed" component="span">
                {t("reports.comments", { count: topic.count, shown: format.count(topic.count) })}
              </Text>
            </button>
          </li>
        ))}
      </ul>
    </Block>
  );
}
