import { Alert, Checkbox, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import type { AnalysisKind } from "../api";

export interface Choices {
  analyses: AnalysisKind[];
  max_comments: number;
  comment_order: "top" | "new";
}

const KINDS = ["comments", "keywords", "moments", "persons", "contact_sheet"] as const;
const LIMITS = [1000, 5000, 20_000, 100_000, 1_000_000] as const;
const OF_COMMENTS: readonly AnalysisKind[] = ["comments", "keywords", "moments"];

export const firstChoices: Choices = { analyses: [...KINDS], max_comments: 20_000, comment_order: "top" };

/** What to find out, of how many comments, and whether faces may be looked for. */
export function ChoiceFields({
  form,
  faces,
  limited,
}: {
  form: UseFormReturnType<Choices>;
  faces: boolean;
  limited: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { analyses, max_comments, comment_order } = form.values;
  const asksComments = OF_COMMENTS.some((kind) => analyses.includes(kind));
  return (
    <Stack gap="md">
      <Checkbox.Group
        label={t("request.analyses")}
        value={analyses}
        onChange={(chosen) =>
          form.setFieldValue(
            "analyses",
            KINDS.filter((kind) => chosen.includes(kind)),
          )
        }
      >
        <Stack gap={10} mt={6}>
          {KINDS.map((kind) => (
            <Checkbox
              key={kind}
              value={kind}
              disabled={kind === "persons" && !faces}
              label={t(`request.kind.${kind}`)}
              description={t(`request.kindHint.${kind}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {!faces && (
        <Alert icon={<IconLock aria-hidden />} color="gray">
          {t("request.facesOff")}
        </Alert>
      )}
      {faces && analyses.includes("persons") && (
        <Text size="sm" c="dimmed">
          {t("request.facesConsent")}
        </Text>
      )}
      {limited && asksComments && (
        <Group align="flex-end" gap="lg">
          <Select
            label={t("request.mostComments")}
            allowDeselect={false}
            w={190}
            value={String(max_comments)}
            onChange={(value) => form.setFieldValue("max_comments", Number(value))}
            data={LIMITS.map((limit) => ({ value: String(limit), label: format.count(limit) }))}
          />
          <SegmentedControl
            aria-label={t("request.order")}
            value={comment_order}
            onChange={(value) => form.setFieldValue("comment_order", value === "new" ? "new" : "top")}
            data={[
              { value: "top", label: t("request.topFirst") },
              { value: "new", label: t("request.newFirst") },
            ]}
          />
        </Group>
      )}
    </Stack>
  );
}
