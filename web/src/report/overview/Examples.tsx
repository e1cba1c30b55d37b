import { Anchor, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useFormat } from "@/format";
import { SentimentMark } from "../comments/SentimentMark";
import type { PartProps } from "../ReportPage";
import { Block } from "./Block";
import classes from "./Overview.module.css";

const SHOWN = 5;

interface Props extends PartProps {
  title: string;
  comments: Schema["CommentPart"][];
}

/** Comments worth reading. */
export function Examples({ title, comments, search, onSearch }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (comments.length === 0) return null;
  return (
    <Block
      title={title}
      side={
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() =>
            onSearch({
              at: search.at,
              tab: "comments",
              id: comments.map((comment) => comment.id).slice(0, 20),
            })
          }
        >
          {t("report.showAll")}
        </Anchor>
      }
    >
      {comments.slice(0, SHOWN).map((comment) => (
        <article key={comment.id} className={classes.example}>
          <Group gap="xs" mb={2}>
            <SentimentMark sentiment={comment.sentiment} />
            {comment.author && (
              <Text size="xs" fw={600}>
                <bdi>{comment.author}</bdi>
              </Text>
            )}
            <Text size="xs" c="dimmed">
              {t("report.likesCount", { count: comment.likes, shown: format.compact(comment.likes) })}
            </Text>
          </Group>
          <Text size="sm" className={classes.text}>
            {comment.text}
          </Text>
        </article>
      ))}
    </Block>
  );
}
