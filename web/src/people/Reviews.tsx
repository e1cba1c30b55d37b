import { Button, Center, Group, Kbd, Paper, Stack, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChecks, IconEqual, IconEqualNot } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, type Schema, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { Face } from "@/components/Faces";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { undoEdit } from "./api";
import classes from "./People.module.css";

type Review = Schema["ReviewView"];

/** Open questions whether two are the same human, one after the other: Y, N and U answer and take back. */
export function Reviews() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayChange = useMay("persons");
  const act = useAct(keys.reviews, keys.persons, keys.reports);
  const [answered, setAnswered] = useState<readonly number[]>([]);
  const list = usePages(
    keys.reviews,
    (cursor, signal) => unwrap(client.GET("/api/v1/reviews", { params: { query: { cursor } }, signal })),
    (review) => review.id,
  );
  const open = list.rows.filter(({ id }) => !answered.includes(id));
  const [review] = open;

  async function answer(same: boolean) {
    if (!review || !mayChange) return;
    const at = { params: { path: { review_id: review.id } } };
    setAnswered((ids) => [...ids, review.id]);
    const edit = await act(
      () =>
        unwrap(
          same
            ? client.POST("/api/v1/reviews/{review_id}/same", at)
            : client.POST("/api/v1/reviews/{review_id}/different", at),
        ),
      t(same ? "people.areSame" : "people.areTwo"),
      takeBack,
    );
    if (!edit) setAnswered((ids) => ids.filter((id) => id !== review.id));
  }

  function takeBack(edit?: { id: number }) {
    setAnswered((ids) => ids.slice(0, -1));
    return undoEdit(edit?.id);
  }

  useHotkeys([
    ["y", () => answer(true)],
    ["n", () => answer(false)],
    ["u", () => answered.length > 0 && act(() => takeBack(), t("common.done"))],
  ]);

  if (list.isError) return <ProblemAlert error={list.error} />;
  if (list.isSuccess && !review) {
    return <EmptyState icon={IconChecks} title={t("people.noReviews")} text={t("people.noReviewsText")} />;
  }
  if (!review) return null;
  return (
    <Center>
      <Stack w="min(100%, 640px)">
        <Section title={t("people.sameQuestion")} intro={t("people.openReviews", { count: open.length })}>
          <div className={classes.pair}>
            <Side person={review.person} />
            <Text fz="xl" c="dimmed" aria-label={t("people.likeness")}>
              {format.percent(review.score)}
            </Text>
            <Side person={review.candidate} />
          </div>
          <Group justify="center">
            <Button
              size="md"
              disabled={!mayChange}
              leftSection={<IconEqual size={20} aria-hidden />}
              rightSection={<Kbd size="xs">Y</Kbd>}
              onClick={() => answer(true)}
            >
              {t("people.same")}
            </Button>
            <Button
              size="md"
              variant="default"
              disabled={!mayChange}
              leftSection={<IconEqualNot size={20} aria-hidden />}
              rightSection={<Kbd size="xs">N</Kbd>}
              onClick={() => answer(false)}
            >
              {t("people.different")}
            </Button>
          </Group>
        </Section>
      </Stack>
    </Center>
  );
}

function Side({ person }: { person: Review["person"] }) {
  const { t } = useTranslation();
  return (
    <Paper p="md" ta="center" bg="transparent">
      <Center mb="xs">
        <Face person={person} size={140} />
      </Center>
      <Text fw={600}>{person.name ?? t("common.unnamed")}</Text>
    </Paper>
  );
}
