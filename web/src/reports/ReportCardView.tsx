import { ActionIcon, Checkbox, Menu, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import {
  IconDots,
  IconMovie,
  IconPlayerStop,
  IconRefresh,
  IconRestore,
  IconTrash,
  IconTrashX,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Faces } from "@/components/Faces";
import { SentimentBar } from "@/components/SentimentBar";
import { tellDone, tellProblem } from "@/components/tell";
import { useFormat } from "@/format";
import { binReport, cancelReport, deleteReport, type ReportCard, restoreReport, retryReport } from "./api";
import { isGoing, ReportStatus, StatusBadge } from "./ReportStatus";
import classes from "./Reports.module.css";

interface Props {
  report: ReportCard;
  selected: boolean;
  onSelect: (on: boolean) => void;
  /** Takes the report off the list before the server has answered. */
  onGone: () => void;
  onChanged: () => void;
}

/** One report of the list. */
export function ReportCardView({ report, selected, onSelect, onGone, onChanged }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const going = isGoing(report.status);
  const binned = report.binned_at !== null;
  return (
    <article className={classes.card} data-selected={selected || undefined}>
      {report.sentiment && !binned && (
        <Checkbox
          className={classes.select}
          checked={selected}
          onChange={(event) => onSelect(event.currentTarget.checked)}
          aria-label={t("reports.select", { title: report.title })}
        />
      )}
      <CardMenu report={report} onGone={onGone} onChanged={onChanged} />
      <div className={classes.picture}>
        {report.has_picture ? (
          <img src={`/api/v1/reports/${report.id}/picture`} alt="" loading="lazy" decoding="async" />
        ) : (
          <div className={classes.blank}>
            <IconMovie size={44} stroke={1.2} aria-hidden />
          </div>
        )}
        {report.duration_s !== null && (
          <span className={classes.length}>{format.clock(report.duration_s)}</span>
        )}
      </div>
      <div className={classes.body}>
        <Link to="/reports/$reportId" params={{ reportId: report.id }} className={classes.title}>
          {report.title}
        </Link>
        {going ? (
          <ReportStatus report={report} />
        ) : (
          report.sentiment && <SentimentBar counts={report.sentiment} />
        )}
        <div className={classes.foot}>
          <div>
            {!going && report.status !== "done" && <StatusBadge status={report.status} />}
            <Text size="xs" c="dimmed">
              {report.comments !== null &&
                `${t("reports.comments", { count: report.comments, shown: format.compact(report.comments) })} · `}
              <time dateTime={report.requested_at} title={format.moment(report.requested_at)}>
                {format.ago(report.requested_at)}
              </time>
            </Text>
          </div>
          <div className={classes.above}>
            <Faces persons={report.persons.map(({ person_id: id, ...face }) => ({ id, ...face }))} />
          </div>
        </div>
      </div>
    </article>
  );
}

function CardMenu({ report, onGone, onChanged }: Pick<Props, "report" | "onGone" | "onChanged">) {
  const { t } = useTranslation();
  const mayAnalyse = useMay("analyse");
  const mayDelete = useMay("admin");
  const binned = report.binned_at !== null;
  if (!mayAnalyse && !mayDelete) return null;

  async function act(doing: () => Promise<unknown>, done?: string, undo?: () => Promise<unknown>) {
    try {
      await doing();
      onChanged();
      if (done) tellDone(done, undo && (() => act(undo)));
    } catch (error) {
      onChanged();
      tellProblem(error);
    }
  }

  function deleteForGood() {
    modals.openConfirmModal({
      title: t("reports.deleteTitle"),
      children: <Text size="sm">{t("reports.deleteText", { title: report.title })}</Text>,
      labels: { confirm: t("reports.deleteForGood"), cancel: t("common.cancel") },
      confirmProps: { color: "red" },
      onConfirm: () => act(() => deleteReport(report.id), t("reports.deleted")),
    });
  }

  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon
          className={classes.menu}
          variant="default"
          size={32}
          radius="xl"
          aria-label={t("reports.actions", { title: report.title })}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayAnalyse && isGoing(report.status) && (
          <Menu.Item
            leftSection={<IconPlayerStop size={18} aria-hidden />}
            onClick={() =>
              act(
                () => cancelReport(report.id),
                t("reports.cancelled"),
                () => retryReport(report.id),
              )
            }
          >
            {t("reports.cancel")}
          </Menu.Item>
        )}
        {mayAnalyse && ["failed", "partial", "cancelled"].includes(report.status) && !binned && (
          <Menu.Item
            leftSection={<IconRefresh size={18} aria-hidden />}
            onClick={() => act(() => retryReport(report.id))}
          >
            {t("reports.retry")}
          </Menu.Item>
        )}
        {!binned && (
          <Menu.Item
            leftSection={<IconTrash size={18} aria-hidden />}
            onClick={() => {
              onGone();
              act(
                () => binReport(report.id),
                t("reports.binned"),
                () => restoreReport(report.id),
              );
            }}
          >
            {t("common.delete")}
          </Menu.Item>
        )}
        {binned && (
          <Menu.Item
            leftSection={<IconRestore size={18} aria-hidden />}
            onClick={() => act(() => restoreReport(report.id), t("reports.restored"))}
          >
            {t("reports.restore")}
          </Menu.Item>
        )}
        {binned && mayDelete && (
          <Menu.Item color="red" leftSection={<IconTrashX size={18} aria-hidden />} onClick={deleteForGood}>
            {t("reports.deleteForGood")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
