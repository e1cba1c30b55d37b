import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { IconMessages, IconMovie, IconPlayerPlay, IconStars } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { SentimentBar } from "@/components/SentimentBar";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { requestExport } from "../exports/api";
import { useControls } from "../player/state";
import type { PartProps } from "../ReportPage";
import { clipOf } from "./clip";
import classes from "./Moments.module.css";

const EXAMPLES = 3;

/** The seconds that comments point at: to watch, to read, to cut out. */
export default function MomentsTab(props: PartProps) {
  const { t } = useTranslation();
  const { moments } = props.document;
  if (!moments && props.report.status === "working") return <Skeleton height={300} radius="md" />;
  if (!moments?.length) {
    return <EmptyState icon={IconStars} title={t("moments.none")} text={t("moments.noneText")} />;
  }
  return (
    <ul className={classes.list} aria-label={t("report.tabs.moments")}>
      {moments.map((moment) => (
        <li key={moment.at_s}>
          <MomentCard {...props} moment={moment} />
        </li>
      ))}
    </ul>
  );
}

function MomentCard({
  moment,
  report,
  document,
  search,
  onSearch,
}: PartProps & { moment: Schema["MomentPart"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { seek, play } = useControls();
  const act = useAct(keys.exports);
  const mayExport = useMay("export");
  const [asking, setAsking] = useState(false);
  const time = format.clock(moment.at_s);

  function watch() {
    seek(moment.at_s);
    play();
    onSearch({ ...search, at: moment.at_s });
  }

  async function cut() {
    setAsking(true);
    const clip = clipOf(moment, document.video.duration_s);
    await act(() => requestExport(report.id, "clip", clip), t("moments.clipAsked"));
    setAsking(false);
  }

  return (
    <article className={classes.card} aria-label={t("moments.at", { time })}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Group gap="sm" wrap="nowrap" align="start" className={classes.head}>
          <Button
            size="compact-md"
            variant="light"
            flex="none"
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            aria-label={t("moments.watch", { time })}
            onClick={watch}
          >
            {time}
          </Button>
          <Title order={2} fz={16} className={classes.title} lineClamp={2}>
            {moment.title ?? t("moments.untitled")}
          </Title>
        </Group>
        <Text size="sm" c="dimmed" className={classes.count}>
          {t("reports.comments", { count: moment.comments, shown: format.count(moment.comments) })}
        </Text>
      </Group>
      <div
        className={classes.weight}
        role="img"
        aria-label={t("moments.weight", { share: format.percent(moment.weight) })}
      >
        <span style={{ width: `${moment.weight * 100}%` }} />
      </div>
      <SentimentBar counts={moment.sentiment} />
      {moment.examples.slice(0, EXAMPLES).map((comment) => (
        <Text key={comment.id} size="sm" className={classes.text} lineClamp={3}>
          {comment.text}
        </Text>
      ))}
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMessages size={16} aria-hidden />}
          onClick={() => onSearch({ at: search.at, tab: "comments", moment: moment.at_s })}
        >
          {t("moments.showComments")}
        </Button>
        {mayExport && document.video.has_media && (
          <Button
            size="xs"
            variant="default"
            loading={asking}
            leftSection={<IconMovie size={16} aria-hidden />}
            onClick={cut}
          >
            {t("moments.makeClip")}
          </Button>
        )}
      </Group>
    </article>
  );
}
