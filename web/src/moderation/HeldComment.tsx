import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { client, type Schema, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { AnchorLink } from "@/components/links";
import { Spans } from "@/components/Spans";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { FLAGS } from "./flags";

/** A comment to look at, why, and under which video. "This is fine" corrects its labels, and can be undone. */
export function HeldComment({ held }: { held: Schema["HeldView"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayCorrect = useMay("analyse");
  const { report_id, title, comment } = held;
  const act = useAct(keys.moderation, keys.report(report_id));
  const raised = FLAGS.filter((flag) => comment.holds[flag]);
  const correct = (wrong: boolean) => () =>
    unwrap(
      client.PATCH("/api/v1/reports/{report_id}/comments/{comment_id}", {
        params: { path: { report_id, comment_id: comment.id } },
        body: Object.fromEntries(raised.map((flag) => [flag, wrong])),
      }),
    );
  return (
    <Card component="article" withBorder padding="sm">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Stack gap={4} miw={0}>
          <Group gap={6}>
            {raised.map((flag) => (
              <Badge key={flag} size="sm" variant="light" color={flag === "spam" ? "gray" : "red"}>
                {t(`moderation.flag.${flag}`)}
              </Badge>
            ))}
          </Group>
          <Text
            size="sm"
            style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
            dir="auto"
            lineClamp={6}
          >
            <Spans text={comment.text} spans={comment.profanity_spans} />
          </Text>
          <Text size="xs" c="dimmed" lineClamp={1}>
            {comment.author ?? t("moderation.anonymous")} ·{" "}
            {t("moderation.likes", { count: comment.likes, shown: format.compact(comment.likes) })}
            {comment.published_at && ` · ${format.ago(comment.published_at)}`}
          </Text>
          <AnchorLink
            to="/reports/$reportId"
            params={{ reportId: report_id }}
            search={{ tab: "comments", id: [comment.id] }}
            size="xs"
            lineClamp={1}
          >
            {title}
          </AnchorLink>
        </Stack>
        {mayCorrect && (
          <Button
            size="xs"
            variant="default"
            flex="none"
            onClick={() => act(correct(false), t("moderation.marked"), correct(true))}
          >
            {t("moderation.fine")}
          </Button>
        )}
      </Group>
    </Card>
  );
}
