import { Button, Text } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/EmptyState";
import { Later } from "@/components/Later";
import { SentimentBar } from "@/components/SentimentBar";
import { useFormat } from "@/format";
import { Course } from "../panels";
import type { PartProps } from "../ReportPage";
import { FLAGS, type Flag, SENTIMENTS, type Sentiment } from "../search";
import { Block } from "./Block";
import { Examples } from "./Examples";
import { Keywords } from "./Keywords";
import classes from "./Overview.module.css";
import { Summary } from "./Summary";
import { Topics } from "./Topics";

/** What the report says at a glance; every number leads to the comments it counts. */
export default function Overview(props: PartProps) {
  const { t } = useTranslation();
  const { document, report } = props;
  const numbers = document.comments;
  if (!numbers) {
    return (
      <EmptyState
        icon={IconHourglass}
        title={t("report.noComments")}
        text={report.finished_at ? t("report.noCommentsDone") : t("report.noCommentsYet")}
      />
    );
  }
  return (
    <div className={classes.blocks}>
      <Summary {...props} />
      <Block title={t("report.sentiment")}>
        <SentimentBar counts={numbers.sentiment} />
        <Counts {...props} />
      </Block>
      <Later>
        {numbers.course.length > 1 && (
          <Suspense fallback={<div className={classes.chartSpace} />}>
            <Course numbers={numbers} />
          </Suspense>
        )}
        {document.keywords && document.keywords.length > 0 && (
          <Keywords {...props} keywords={document.keywords} />
        )}
        {document.topics && document.topics.length > 0 && <Topics {...props} topics={document.topics} />}
        <Examples {...props} title={t("report.mostLiked")} comments={numbers.most_liked} />
        <Examples {...props} title={t("report.mostHelpful")} comments={numbers.most_helpful} />
        <Examples {...props} title={t("report.unanswered")} comments={numbers.unanswered} />
        <Examples {...props} title={t("report.mostNegative")} comments={numbers.most_negative} />
        <Returning {...props} />
      </Later>
    </div>
  );
}

function Counts({ document, search, onSearch }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const numbers = document.comments;
  if (!numbers) return null;
  const show = (filter: { sentiment?: Sentiment[]; flag?: Flag[] }) =>
    onSearch({ at: search.at, tab: "comments", ...filter });
  return (
    <ul className={classes.counts}>
      {SENTIMENTS.map((kind) => (
        <li key={kind}>
          <Button variant="default" size="compact-sm" onClick={() => show({ sentiment: [kind] })}>
            {t(`report.sentiments.${kind}`)} {format.count(numbers.sentiment[kind] ?? 0)}
          </Button>
        </li>
      ))}
      {FLAGS.filter((flag) => flag !== "corrected").map((flag) => {
        const counted = numbers.flags[flag];
        return (
          typeof counted === "number" && (
            <li key={flag}>
              <Button variant="default" size="compact-sm" onClick={() => show({ flag: [flag] })}>
                {t(`report.flags.${flag}`)} {format.count(counted)}
              </Button>
            </li>
          )
        );
      })}
    </ul>
  );
}

function Returning({ document }: PartProps) {
  const { t } = useTranslation();
  const authors = document.comments?.returning ?? [];
  if (authors.length === 0) return null;
  return (
    <Block title={t("report.returning")}>
      <ul className={classes.plain}>
        {authors.map((author) => (
          <li key={author.author}>
            <bdi className={classes.author}>{author.author}</bdi>{" "}
            <Text span size="sm" c="dimmed">
              {t("report.returningNumbers", { comments: author.comments, videos: author.videos })}
            </Text>
          </li>
        ))}
      </ul>
    </Block>
  );
}
