import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useFormat } from "@/format";

/** People who came back. */
export function Returning({ authors }: { authors: readonly Schema["ReturningAuthor"][] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("channel.author")}</Table.Th>
          <Table.Th ta="right">{t("channel.videos")}</Table.Th>
          <Table.Th ta="right">{t("channel.comments")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {authors.map(({ author, videos, comments }) => (
          <Table.Tr key={author}>
            <Table.Td>
              <Text inherit lineClamp={2}>
                <bdi>{author}</bdi>
              </Text>
            </Table.Td>
            <Table.Td ta="right">{format.count(videos)}</Table.Td>
            <Table.Td ta="right">{format.count(comments)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
