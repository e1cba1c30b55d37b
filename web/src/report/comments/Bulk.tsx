import { Button, Group, Menu, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Comment, Correction } from "../api";
import { FLAGS, SENTIMENTS } from "../search";

interface Props {
  comments: Comment[];
  mayCorrect: boolean;
  onCorrect: (rows: Comment[], values: Correction) => unknown;
  onClear: () => void;
}

/** What can be done with all selected comments at once. */
export function Bulk({ comments, mayCorrect, onCorrect, onClear }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);

  async function copy() {
    await navigator.clipboard.writeText(comments.map((comment) => comment.text).join("\n\n"));
    setCopied(true);
  }

  return (
    <Group gap="xs">
      <Text size="sm" fw={600}>
        {t("report.selected", { count: comments.length })}
      </Text>
      {mayCorrect && (
        <Menu withInitialFocusPlaceholder={false} width={220}>
          <Menu.Target>
            <Button size="compact-sm" variant="light">
              {t("report.correct")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {SENTIMENTS.filter((kind) => kind !== "unknown").map((sentiment) => (
              <Menu.Item key={sentiment} onClick={() => onCorrect(comments, { sentiment })}>
                {t(`report.sentiments.${sentiment}`)}
              </Menu.Item>
            ))}
            <Menu.Divider />
            {FLAGS.filter((flag) => flag !== "corrected").map((flag) => {
              const all = comments.every((comment) => comment.holds[flag]);
              return (
                <Menu.Item key={flag} onClick={() => onCorrect(comments, { [flag]: !all })}>
                  {t(all ? "report.notFlag" : "report.isFlag", { flag: t(`report.flags.${flag}`) })}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={copy}
      >
        {t(copied ? "report.copied" : "report.copyTexts")}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t("report.clearSelection")}
      </Button>
    </Group>
  );
}
