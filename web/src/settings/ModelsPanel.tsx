import { Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { useFormat } from "@/format";

/** What this server is made of, and how much it has stored. */
export function ModelsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const made = useQuery({
    queryKey: ["installation"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/installation", { signal })),
  });
  const usage = useQuery({
    queryKey: ["usage"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/usage", { signal })),
  });
  if (made.isPending) return <Skeleton height={260} />;
  if (made.isError) return <ProblemAlert error={made.error} />;
  return (
    <Stack maw={960}>
      <Section title={t("settings.storage")}>
        <Text>
          {usage.data ? t("settings.stored", { size: format.size(usage.data.stored_bytes) }) : "–"} ·{" "}
          {t("settings.version", { version: made.data.version })}
        </Text>
      </Section>
      <Section title={t("settings.models")} intro={t("settings.modelsIntro")}>
        <Table.ScrollContainer minWidth={600}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("settings.model")}</Table.Th>
                <Table.Th>{t("settings.modelVersion")}</Table.Th>
                <Table.Th>{t("settings.licence")}</Table.Th>
                <Table.Th ta="right">{t("settings.size")}</Table.Th>
                <Table.Th>{t("settings.modelStatus")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {made.data.models.map((model) => (
                <Table.Tr key={`${model.name} ${model.version}`}>
                  <Table.Td>
                    <Text size="sm" fw={600}>
                      {model.name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {model.task}
                    </Text>
                  </Table.Td>
                  <Table.Td>{model.version}</Table.Td>
                  <Table.Td>{model.licence}</Table.Td>
                  <Table.Td ta="right">{format.size(model.size_bytes)}</Table.Td>
                  <Table.Td>{t(`settings.modelIs.${model.status}`)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Section>
    </Stack>
  );
}
