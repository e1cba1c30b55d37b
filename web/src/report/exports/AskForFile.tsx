import { Button, Group, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/queries";
import { Section } from "@/components/Section";
import { useAct } from "@/components/useAct";
import type { ReportDocument } from "../api";
import { requestExport } from "./api";
import { offersFor } from "./options";

/** Asks for a file of a kind, with the few choices it has. */
export function AskForFile({ reportId, document }: { reportId: string; document: ReportDocument }) {
  const { t, i18n } = useTranslation();
  const act = useAct(keys.exports);
  const offers = offersFor(document);
  const [kind, setKind] = useState(offers[0]?.kind);
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [asking, setAsking] = useState(false);
  const offer = offers.find((one) => one.kind === kind);
  if (!offer) return null;
  const pickedOf = (name: string, values: readonly string[]) =>
    chosen[name] ?? values.find((value) => value === i18n.language) ?? values[0] ?? "";

  async function ask() {
    if (!offer) return;
    setAsking(true);
    const options = Object.fromEntries(
      offer.choices.map(({ name, values }) => [name, pickedOf(name, values)]),
    );
    await act(() => requestExport(reportId, offer.kind, options), t("reportExports.asked"));
    setAsking(false);
  }

  return (
    <Section title={t("reportExports.ask")} intro={t(`reportExports.about.${offer.kind}`)}>
      <Group align="end">
        <NativeSelect
          label={t("reportExports.kindLabel")}
          value={kind}
          data={offers.map((one) => ({ value: one.kind, label: t(`reportExports.kind.${one.kind}`) }))}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setKind(offers.find((one) => one.kind === value)?.kind);
            setChosen({});
          }}
        />
        {offer.choices.map(({ name, values }) => (
          <NativeSelect
            key={name}
            label={t(`reportExports.choice.${name}`)}
            value={pickedOf(name, values)}
            data={values.map((value) => ({
              value,
              label: t(`reportExports.value.${value}`, { defaultValue: value.toUpperCase() }),
            }))}
            onChange={(event) => setChosen({ ...chosen, [name]: event.currentTarget.value })}
          />
        ))}
        <Button loading={asking} onClick={ask}>
          {t("reportExports.make")}
        </Button>
      </Group>
    </Section>
  );
}
