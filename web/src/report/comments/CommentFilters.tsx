import { Chip, CloseButton, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useFormat } from "@/format";
import { COMMENT_SORTS, type CommentSearch, FLAGS, type Flag, SENTIMENTS, type Sentiment } from "../search";
import classes from "./Comments.module.css";

const TYPING_MS = 300;

interface Props {
  filter: CommentSearch;
  counts: Schema["CommentCounts"] | undefined;
  moments: readonly Schema["MomentPart"][];
  onChange: (next: CommentSearch) => void;
}

/** What to look for in the comments. */
export function CommentFilters({ filter, counts, moments, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState(filter.text ?? "");
  const later = useDebouncedCallback(
    (value: string) => onChange({ ...filter, text: value || undefined }),
    TYPING_MS,
  );
  useEffect(() => setText(filter.text ?? ""), [filter.text]);
  const numbers = (value: number | null | undefined) => (value == null ? "" : ` ${format.compact(value)}`);

  return (
    <search>
      <div className={classes.filters}>
        <TextInput
          flex="1 1 180px"
          label={t("report.searchComments")}
          placeholder={t("report.searchHint")}
          value={text}
          maxLength={200}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            text && (
              <CloseButton
                aria-label={t("report.clearSearch")}
                onClick={() => {
                  setText("");
                  onChange({ ...filter, text: undefined });
                }}
              />
            )
          }
          onChange={(event) => {
            setText(event.currentTarget.value);
            later(event.currentTarget.value);
          }}
        />
        <Select
          w={160}
          label={t("report.sortBy")}
          value={filter.sort ?? "position"}
          allowDeselect={false}
          data={COMMENT_SORTS.map((value) => ({ value, label: t(`report.sorts.${value}`) }))}
          onChange={(value) =>
            onChange({ ...filter, sort: COMMENT_SORTS.find((one) => one === value && one !== "position") })
          }
        />
        <Select
          w={140}
          label={t("report.language")}
          value={filter.language?.[0] ?? null}
          clearable
          placeholder={t("report.allLanguages")}
          data={Object.entries(counts?.languages ?? {})
            .sort(([, a], [, b]) => b - a)
            .map(([value, count]) => ({
              value,
              label: `${format.language(value)} (${format.compact(count)})`,
            }))}
          onChange={(value) => onChange({ ...filter, language: value ? [value] : undefined })}
        />
        {moments.length > 0 && (
          <Select
            w={140}
            label={t("report.tabs.moments")}
            value={filter.moment === undefined ? null : String(filter.moment)}
            clearable
            placeholder={t("report.allMoments")}
            data={moments.map(({ at_s, comments }) => ({
              value: String(at_s),
              label: `${format.clock(at_s)} (${format.compact(comments)})`,
            }))}
            onChange={(value) => onChange({ ...filter, moment: value ? Number(value) : undefined })}
          />
        )}
      </div>
      <Chip.Group
        multiple
        value={filter.sentiment ?? []}
        onChange={(values) => onChange({ ...filter, sentiment: some(SENTIMENTS, values) })}
      >
        <Group className={classes.chips} role="group" aria-label={t("report.sentiment")}>
          {SENTIMENTS.map((kind) => (
            <Chip key={kind} value={kind} size="xs">
              {t(`report.sentiments.${kind}`)}
              {numbers(counts?.sentiment[kind])}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Chip.Group
        multiple
        value={filter.flag ?? []}
        onChange={(values) => onChange({ ...filter, flag: some(FLAGS, values) })}
      >
        <Group className={classes.chips} role="group" aria-label={t("report.label")}>
          {FLAGS.map((flag) => (
            <Chip key={flag} value={flag} size="xs">
              {t(`report.flags.${flag}`)}
              {flag !== "corrected" && numbers(counts?.flags[flag])}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group className={classes.chips}>
        {(filter.term ?? []).map((term) => (
          <Taken
            key={term}
            label={term}
            onRemove={() => onChange({ ...filter, term: without(filter.term, term) })}
          />
        ))}
        {filter.moment !== undefined && (
          <Taken
            label={t("report.atMoment", { time: format.clock(filter.moment) })}
            onRemove={() => onChange({ ...filter, moment: undefined })}
          />
        )}
        {filter.id && (
          <Taken
            label={t("report.chosenComments", { count: filter.id.length })}
            onRemove={() => onChange({ ...filter, id: undefined })}
          />
        )}
      </Group>
    </search>
  );
}

function some<T extends Sentiment | Flag>(known: readonly T[], values: readonly string[]): T[] | undefined {
  const chosen = known.filter((one) => values.includes(one));
  return chosen.length > 0 ? chosen : undefined;
}

function without(values: readonly string[] | undefined, value: string): string[] | undefined {
  const rest = (values ?? []).filter((one) => one !== value);
  return rest.length > 0 ? rest : undefined;
}

/** A filter that was set elsewhere on the page; pressing it takes it away. */
function Taken({ label, onRemove }: { label: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <Chip checked size="xs" onChange={onRemove} aria-label={t("report.removeFilter", { label })}>
      <bdi>{label}</bdi>
    </Chip>
  );
}
