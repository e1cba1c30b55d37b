import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { client, type Schema, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { Spans } from "@/components/Spans";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import type { ReportCard } from "@/reports/api";
import type { Flag } from "./Held";

interface Comment extends Pick<Schema["CommentView"], "id" | "text" | "author" | "likes" | "published_at"> {
  profanity_spans: readonly (readonly number[])[];
}
const FEW = 10;

/** The comments of one video with a flag. "This is fine" corrects the label, and can be undone. */
export function HeldInReport({ report, flag }: { report: ReportCard; flag: Flag }) {
  const { t } = useTranslation();
  const queryKey = [...keys.moderation, report.id, flag];
  const list = usePages(
    queryKey,
    (cursor, signal) =>
      unwrap(
        client.GET("/api/v1/reports/{report_id}/comments", {
          params: { path: { report_id: report.id }, query: { [flag]: true, cursor, limit: FEW } },
          signal,
        }),
      ),
    (comment) => comment.id,
  );
  return (
    <Section title={report.title}>
      <ProblemAlert error={list.error} />
      {list.isPending && <Skeleton height={48} />}
      {list.isSuccess && list.rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("moderation.none")}
        </Text>
      )}
      {list.rows.map((comment) => (
        <HeldComment key={comment.id} reportId={report.id} comment={comment} flag={flag} />
      ))}
      {list.hasNextPage && (
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => list.fetchNextPage()}
          >
            {t("common.more")}
          </Button>
        </Group>
      )}
    </Section>
  );
}

function HeldComment({ reportId, comment, flag }: { reportId: string; comment: Comment; flag: Flag }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayCorrect = useMay("analyse");
  const act = useAct(keys.moderation, keys.report(reportId));
  const at = { params: { path: { report_id: reportId, comment_id: comment.id } } };
  const correct = (wrong: boolean) => () =>
    unwrap(
      client.PATCH("/api/v1/reports/{report_id}/comments/{comment_id}", { ...at, body: { [flag]: wrong } }),
    );
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <Stack gap={2} miw={0}>
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }} dir="auto" lineClamp={6}>
          <Spans text={comment.text} spans={flag === "profane" ? comment.profanity_spans : []} />
        </Text>
        <Text size="xs" c="dimmed">
          {comment.author ?? t("moderation.anonymous")} ·{" "}
          {t("moderation.likes", { count: comment.likes, shown: format.compact(comment.likes) })}
          {comment.published_at && ` · ${format.ago(comment.published_at)}`}
        </Text>
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
  );
}
