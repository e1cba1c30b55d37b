import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { EmptyState } from "@/components/EmptyState";
import { PageTitle } from "@/components/PageTitle";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { Course } from "./Course";
import { MostSeen } from "./MostSeen";
import { Returning } from "./Returning";
import { Trends } from "./Trends";

/** All videos of the workspace over time. */
export function ChannelPage() {
  const { t } = useTranslation();
  const channel = useQuery({
    queryKey: keys.channel,
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/channel", { signal })),
  });
  const { data } = channel;
  return (
    <>
      <PageTitle title={t("shell.channel")} intro={t("channel.intro")} />
      <ProblemAlert error={channel.error} />
      {channel.isPending && <Skeleton height={320} />}
      {data?.videos.length === 0 && (
        <EmptyState icon={IconChartLine} title={t("channel.empty")} text={t("channel.emptyText")} />
      )}
      {data && data.videos.length > 0 && (
        <Stack>
          <Section title={t("channel.course")}>
            <Course videos={data.videos} />
          </Section>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Section title={t("channel.rising")} intro={t("channel.trendIntro")}>
              <Trends terms={data.rising} />
            </Section>
            <Section title={t("channel.falling")} intro={t("channel.trendIntro")}>
              <Trends terms={data.falling} />
            </Section>
            <Section title={t("channel.returning")} intro={t("channel.returningIntro")}>
              {data.returning.length > 0 ? (
                <Returning authors={data.returning} />
              ) : (
                <Text size="sm" c="dimmed">
                  {t("channel.noReturning")}
                </Text>
              )}
            </Section>
            <Section title={t("channel.persons")}>
              <MostSeen persons={data.persons} />
            </Section>
          </SimpleGrid>
        </Stack>
      )}
    </>
  );
}
