import { Code, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useFormat } from "@/format";

/** Who did what in the workspace. */
export function LogPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const log = usePages(
    ["audit"],
    (cursor, signal) => unwrap(client.GET("/api/v1/audit", { params: { query: { cursor } }, signal })),
    (entry) => entry.id,
  );
  return (
    <>
      <ProblemAlert error={log.error} />
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("settings.logAt")}</Table.Th>
              <Table.Th>{t("settings.logWho")}</Table.Th>
              <Table.Th>{t("settings.logWhat")}</Table.Th>
              <Table.Th>{t("settings.logFrom")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {log.rows.map((entry) => (
              <Table.Tr key={entry.id}>
                <Table.Td>{format.moment(entry.at)}</Table.Td>
                <Table.Td>{entry.user_name ?? entry.key_name ?? "–"}</Table.Td>
                <Table.Td>
                  <Code>{entry.action}</Code>
                </Table.Td>
                <Table.Td>{entry.address ?? "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <MorePages {...log} />
    </>
  );
}
