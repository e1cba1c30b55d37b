import { Alert, Badge, Button, CloseButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, type Schema, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { Spans } from "@/components/Spans";
import { useAct } from "@/components/useAct";
import { wordsIn } from "./wordsIn";

type Kind = Schema["WordKind"];
const change = (body: Partial<Schema["WordsChange"]>) =>
  unwrap(client.PATCH("/api/v1/words", { body: body as Schema["WordsChange"] }));

/** The workspace's own words to hide and to allow, and a place to try them. */
export function Words() {
  const list = usePages(
    keys.words,
    (cursor, signal) => unwrap(client.GET("/api/v1/words", { params: { query: { cursor } }, signal })),
    (row) => row.word,
  );
  const [drafts, setDrafts] = useState<Record<Kind, string>>({ hide: "", allow: "" });
  return (
    <Stack maw={960}>
      <ProblemAlert error={list.error} />
      {(["hide", "allow"] as const).map((kind) => (
        <WordList
          key={kind}
          kind={kind}
          words={list.rows.filter((row) => row.kind === kind).map(({ word }) => word)}
          draft={drafts[kind]}
          onDraft={(draft) => setDrafts((before) => ({ ...before, [kind]: draft }))}
        />
      ))}
      <MorePages {...list} />
      <Trial hide={wordsIn(drafts.hide)} allow={wordsIn(drafts.allow)} />
    </Stack>
  );
}

interface ListProps {
  kind: Kind;
  words: readonly string[];
  draft: string;
  onDraft: (draft: string) => void;
}

function WordList({ kind, words, draft, onDraft }: ListProps) {
  const { t } = useTranslation();
  const act = useAct(keys.words, keys.moderation);
  const mayChange = useMay("analyse");
  const drafted = wordsIn(draft);

  async function add() {
    const added = await act(
      () => change({ [kind]: drafted }),
      t("moderation.added"),
      () => change({ remove: drafted }),
    );
    if (added) onDraft("");
  }

  return (
    <Section title={t(`moderation.${kind}Words`)} intro={t(`moderation.${kind}Hint`)}>
      <Group gap={6}>
        {words.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("moderation.noWords")}
          </Text>
        )}
        {words.map((word) => (
          <Badge
            key={word}
            variant="default"
            size="lg"
            radius="sm"
            tt="none"
            rightSection={
              mayChange && (
                <CloseButton
                  size="xs"
                  aria-label={t("moderation.removeWord", { word })}
                  onClick={() =>
                    act(
                      () => change({ remove: [word] }),
                      t("moderation.removed"),
                      () => change({ [kind]: [word] }),
                    )
                  }
                />
              )
            }
          >
            {word}
          </Badge>
        ))}
      </Group>
      {mayChange && (
        <Group align="flex-end">
          <Textarea
            flex={1}
            autosize
            minRows={1}
            maxRows={6}
            label={t("moderation.word")}
            value={draft}
            onChange={(event) => onDraft(event.currentTarget.value)}
          />
          <Button disabled={drafted.length === 0} onClick={add}>
            {t("moderation.add")}
          </Button>
        </Group>
      )}
    </Section>
  );
}

/** What the list finds in a sentence, with the words that are only drafted so far. */
function Trial({ hide, allow }: { hide: string[]; allow: string[] }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [text] = useDebouncedValue(typed, 250);
  const found = useQuery({
    queryKey: [...keys.words, "trial", text, hide, allow],
    queryFn: ({ signal }) =>
      unwrap(client.POST("/api/v1/words:try", { body: { text, hide, allow }, signal })),
    enabled: text.trim().length > 0,
    placeholderData: (before) => before,
  });
  return (
    <Section title={t("moderation.try")} intro={t("moderation.tryIntro")}>
      <Textarea
        label={t("moderation.tryText")}
        autosize
        minRows={2}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ProblemAlert error={found.error} />
      <div aria-live="polite">
        {text.trim() && found.data && (
          <Alert
            color={found.data.profane ? "red" : "teal"}
            title={t(found.data.profane ? "moderation.isProfane" : "moderation.isClean")}
          >
            <Spans text={text} spans={found.data.spans} />
          </Alert>
        )}
      </div>
    </Section>
  );
}
