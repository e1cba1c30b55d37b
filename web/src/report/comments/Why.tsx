import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import type { Comment } from "../api";
import classes from "./Comments.module.css";

/** What the machine says of a comment, with its scores. */
export function Why({ comment }: { comment: Comment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { machine } = comment;
  const answer = (value: boolean | null | undefined) =>
    value == null ? "–" : t(value ? "report.yes" : "report.no");
  const share = (value: number | null | undefined) => (value == null ? "–" : format.percent(value));
  const rows: [string, string, string][] = [
    [
      t("report.sentiment"),
      t(`report.sentiments.${machine.sentiment}`),
      format.score(machine.sentiment_score),
    ],
    [t("report.flags.profane"), answer(machine.profane), share(comment.profanity_score)],
    [t("report.flags.abusive"), answer(machine.abusive), share(comment.abuse_score)],
    [t("report.flags.spam"), answer(machine.spam), share(comment.spam_score)],
    [t("report.flags.question"), answer(machine.question), ""],
    [t("report.flags.request"), answer(machine.request), ""],
    [t("report.language"), format.language(machine.language), ""],
  ];
  return (
    <Table className={classes.why} withRowBorders={false} verticalSpacing={2} fz="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("report.label")}</Table.Th>
          <Table.Th>{t("report.machineSays")}</Table.Th>
          <Table.Th ta="end">{t("report.score")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([label, said, score]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row">{label}</Table.Th>
            <Table.Td>{said}</Table.Td>
            <Table.Td ta="end">{score}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
