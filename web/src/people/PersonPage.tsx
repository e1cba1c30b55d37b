import { Badge, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { Face } from "@/components/Faces";
import { AnchorLink } from "@/components/links";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { useFormat } from "@/format";
import { NameField } from "./NameField";

const route = getRouteApi("/inside/people/$personId");
const MOST_TIMES = 12;

/** One person: where they are seen, and where they may be. */
export function PersonPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { personId } = route.useParams();
  const mayChange = useMay("persons");
  const at = { params: { path: { person_id: personId } } };
  const found = useQuery({
    queryKey: [...keys.persons, personId],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/persons/{person_id}", { ...at, signal })),
  });
  if (found.isPending) return <Skeleton height={320} />;
  if (found.isError) return <ProblemAlert error={found.error} />;
  const { person, videos } = found.data;
  return (
    <Stack maw={1000}>
      <AnchorLink to="/people">{t("shell.people")}</AnchorLink>
      <Group>
        <Face person={person} size={112} />
        <div>
          <Title order={1}>{person.name ?? t("common.unnamed")}</Title>
          <Text c="dimmed" mb="xs">
            {t("people.videos", { count: person.videos })} · {format.span(person.screen_time_s)}
          </Text>
          {mayChange && <NameField person={person} names={[]} />}
        </div>
      </Group>
      {videos.map((video) => (
        <Section key={video.video_id} title={video.title}>
          <Group gap={6}>
            {video.appearances.slice(0, MOST_TIMES).map(({ start_s, end_s }) => (
              <Badge key={start_s} variant="default" radius="sm">
                {format.clock(start_s)}–{format.clock(end_s)}
              </Badge>
            ))}
            {video.appearances.length > MOST_TIMES && (
              <Text size="sm" c="dimmed">
                {t("people.moreTimes", { count: video.appearances.length - MOST_TIMES })}
              </Text>
            )}
          </Group>
          <AnchorLink to="/reports/$reportId" params={{ reportId: video.report_id }}>
            {t("people.openReport")}
          </AnchorLink>
        </Section>
      ))}
      <Elsewhere personId={personId} known={videos.map(({ video_id }) => video_id)} />
    </Stack>
  );
}

function Elsewhere({ personId, known }: { personId: string; known: string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [wanted, setWanted] = useState(false);
  const found = useQuery({
    queryKey: [...keys.persons, personId, "found"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/persons/{person_id}/found", {
          params: { path: { person_id: personId } },
          signal,
        }),
      ),
    enabled: wanted,
  });
  return (
    <Section title={t("people.elsewhere")} intro={t("people.elsewhereIntro")}>
      {!wanted && (
        <Group>
          <Button
            variant="default"
            leftSection={<IconSearch size={18} aria-hidden />}
            onClick={() => setWanted(true)}
          >
            {t("people.find")}
          </Button>
        </Group>
      )}
      <ProblemAlert error={found.error} />
      {found.isFetching && <Skeleton height={60} />}
      {found.data?.items.length === 0 && <Text c="dimmed">{t("people.nowhere")}</Text>}
      {found.data?.items.map((video) => (
        <Group key={video.video_id} justify="space-between" wrap="nowrap">
          <Group gap="xs">
            <AnchorLink to="/reports/$reportId" params={{ reportId: video.report_id }}>
              {video.title}
            </AnchorLink>
            {known.includes(video.video_id) && <Badge variant="default">{t("people.knownThere")}</Badge>}
          </Group>
          <Text size="sm" c="dimmed">
            {video.sightings
              .slice(0, 4)
              .map(({ start_s }) => format.clock(start_s))
              .join(", ")}{" "}
            · {t("people.likenessIs", { share: format.percent(video.score) })}
          </Text>
        </Group>
      ))}
    </Section>
  );
}
