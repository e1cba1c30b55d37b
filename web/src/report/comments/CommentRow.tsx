import { CopyButton, Menu } from "@mantine/core";
import { IconCheck, IconDots, IconLink, IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import type { Comment, Correction } from "../api";
import { FLAGS, SENTIMENTS } from "../search";
import classes from "./Comments.module.css";
import { SentimentMark } from "./SentimentMark";
import { pieces } from "./spans";
import { Why } from "./Why";

const LONG = 400;
const KEYS: Record<string, Correction> = {
  "1": { sentiment: "positive" },
  "2": { sentiment: "neutral" },
  "3": { sentiment: "negative" },
};
const FLAG_KEYS = { p: "profane", a: "abusive", s: "spam", q: "question", r: "request" } as const;

export interface RowActions {
  onSelect: (row: Comment, on: boolean) => void;
  onCorrect: (row: Comment, values: Correction) => void;
  onMoment: (at: number) => void;
  onLink: (id: string) => void;
}

interface Props {
  comment: Comment;
  index: number;
  selected: boolean;
  mayCorrect: boolean;
  actions: RowActions;
  onMove: (from: number, by: number) => void;
}

/** One comment. With it in focus one key puts a label right; arrows, J and K go to the next. */
export const CommentRow = memo(function CommentRow(props: Props) {
  const { comment, index, selected, mayCorrect, actions, onMove } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState(false);
  const long = comment.text.length > LONG || comment.text.split("\n").length > 6;
  const flags = FLAGS.filter((flag) => flag !== "corrected" && comment.holds[flag]);
  const onSelect = (on: boolean) => actions.onSelect(comment, on);
  const onCorrect = mayCorrect ? (values: Correction) => actions.onCorrect(comment, values) : undefined;

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const values = KEYS[event.key];
    const flag = FLAG_KEYS[event.key as keyof typeof FLAG_KEYS];
    if (values && onCorrect) onCorrect(values);
    else if (flag && onCorrect) onCorrect({ [flag]: !comment.holds[flag] });
    else if (event.key === "ArrowDown" || event.key === "j") onMove(index, 1);
    else if (event.key === "ArrowUp" || event.key === "k") onMove(index, -1);
    else if (event.key === "x") onSelect(!selected);
    else if (event.key === "w") setWhy(!why);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <article
      className={classes.row}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the items of a feed take focus (ARIA authoring practices).
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-selected={selected || undefined}
      data-reply={comment.parent ? true : undefined}
    >
      <div className={classes.line}>
        <input
          type="checkbox"
          className={classes.box}
          checked={selected}
          onChange={(event) => onSelect(event.currentTarget.checked)}
          aria-label={t("report.selectComment")}
        />
        <div className={classes.body}>
          <div className={classes.facts}>
            <SentimentMark sentiment={comment.holds.sentiment} />
            <bdi className={classes.author}>{comment.author ?? t("report.hiddenAuthor")}</bdi>
            {comment.published_at && (
              <time dateTime={comment.published_at}>{format.ago(comment.published_at)}</time>
            )}
            <span>
              {t("report.likesCount", { count: comment.likes, shown: format.compact(comment.likes) })}
            </span>
            {flags.map((flag) => (
              <span key={flag} className={classes.flag}>
                {t(`report.flags.${flag}`)}
              </span>
            ))}
            {comment.corrected.length > 0 && (
              <IconPencil size={14} role="img" aria-label={t("report.flags.corrected")} />
            )}
          </div>
          <p className={classes.text} data-open={open || !long || undefined}>
            {pieces(comment.text, comment.profanity_spans).map((piece, index) =>
              piece.marked && why ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never change places.
                <mark key={index}>{piece.text}</mark>
              ) : (
                piece.text
              ),
            )}
          </p>
          <div className={classes.facts}>
            {long && (
              <button
                type="button"
                className={classes.more}
                onClick={() => setOpen(!open)}
                aria-expanded={open}
              >
                {t(open ? "report.less" : "report.more")}
              </button>
            )}
            {comment.timestamps_s.map((at) => (
              <button key={at} type="button" className={classes.more} onClick={() => actions.onMoment(at)}>
                {format.clock(at)}
              </button>
            ))}
          </div>
          {why && <Why comment={comment} />}
        </div>
        <RowMenu
          comment={comment}
          onCorrect={onCorrect}
          onLink={() => actions.onLink(comment.id)}
          why={why}
          onWhy={() => setWhy(!why)}
        />
      </div>
    </article>
  );
});

interface MenuProps {
  comment: Comment;
  onCorrect?: (values: Correction) => void;
  onLink: () => void;
  why: boolean;
  onWhy: () => void;
}

/** The menu is made when it is asked for: most rows are only scrolled past. */
function RowMenu(props: MenuProps) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const label = t("report.commentActions");
  if (wanted) return <OpenMenu {...props} label={label} />;
  return (
    <button
      type="button"
      className={classes.dots}
      aria-label={label}
      aria-haspopup="menu"
      onClick={() => setWanted(true)}
    >
      <IconDots size={18} aria-hidden />
    </button>
  );
}

function OpenMenu({ comment, onCorrect, onLink, why, onWhy, label }: MenuProps & { label: string }) {
  const { t } = useTranslation();
  const link = `${location.origin}${location.pathname}?tab=comments&id=${encodeURIComponent(JSON.stringify([comment.id]))}`;
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={240} defaultOpened>
      <Menu.Target>
        <button type="button" className={classes.dots} aria-label={label}>
          <IconDots size={18} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {onCorrect && (
          <>
            <Menu.Label>{t("report.correct")}</Menu.Label>
            {SENTIMENTS.filter((kind) => kind !== "unknown").map((kind, index) => (
              <Menu.Item
                key={kind}
                leftSection={<SentimentMark sentiment={kind} />}
                rightSection={
                  comment.holds.sentiment === kind ? (
                    <IconCheck size={16} aria-hidden />
                  ) : (
                    <kbd>{index + 1}</kbd>
                  )
                }
                onClick={() => onCorrect({ sentiment: kind })}
              >
                {t(`report.sentiments.${kind}`)}
              </Menu.Item>
            ))}
            <Menu.Divider />
            {Object.entries(FLAG_KEYS).map(([key, flag]) => (
              <Menu.Item
                key={flag}
                closeMenuOnClick={false}
                rightSection={comment.holds[flag] ? <IconCheck size={16} aria-hidden /> : <kbd>{key}</kbd>}
                onClick={() => onCorrect({ [flag]: !comment.holds[flag] })}
              >
                {t(`report.flags.${flag}`)}
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
        <Menu.Item onClick={onWhy} rightSection={<kbd>w</kbd>}>
          {t(why ? "report.hideWhy" : "report.why")}
        </Menu.Item>
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Menu.Item
              closeMenuOnClick={false}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconLink size={16} aria-hidden />}
              onClick={copy}
            >
              {t(copied ? "report.copied" : "report.copyLink")}
            </Menu.Item>
          )}
        </CopyButton>
        <Menu.Item onClick={onLink}>{t("report.onlyThis")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
