import { SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { EmptyState } from "@/components/EmptyState";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { FLAGS, type Flag, isFlag } from "./flags";
import { HeldComment } from "./HeldComment";

/** Comments with a flag over all videos, newest first; by default with any. */
export function Held({ flag, onFlag }: { flag?: Flag; onFlag: (flag?: Flag) => void }) {
  const { t } = useTranslation();
  const list = usePages(
    [...keys.moderation, flag ?? "any"],
    (cursor, signal) =>
      unwrap(
        client.GET("/api/v1/moderation", { params: { query: { flag: flag ? [flag] : [], cursor } }, signal }),
      ),
    ({ report_id, comment }) => `${report_id} ${comment.id}`,
  );
  return (
    <Stack maw={960}>
      <SegmentedControl
        aria-label={t("moderation.which")}
        value={flag ?? "any"}
        onChange={(value) => onFlag(isFlag(value) ? value : undefined)}
        data={["any" as const, ...FLAGS].map((value) => ({ value, label: t(`moderation.flag.${value}`) }))}
      />
      <ProblemAlert error={list.error} />
      {list.isPending && <Skeleton height={320} />}
      {list.isSuccess && list.rows.length === 0 && (
        <EmptyState
          icon={IconShieldCheck}
          title={t("moderation.nothing")}
          text={t("moderation.nothingText")}
        />
      )}
      {list.rows.map((held) => (
        <HeldComment key={`${held.report_id} ${held.comment.id}`} held={held} />
      ))}
      <MorePages {...list} />
    </Stack>
  );
}
