import { Autocomplete } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/queries";
import { useAct } from "@/components/useAct";
import { namePerson, type Person, undoEdit } from "./api";

/** A person's name, changed in place; names that are known complete it. Escape leaves it as it was, and what could not be kept stays. */
export function NameField({ person, names }: { person: Person; names: readonly string[] }) {
  const { t } = useTranslation();
  const act = useAct(keys.everyReport, keys.persons, keys.reports);
  const [typed, setTyped] = useState<string>();

  async function keep() {
    const name = typed?.trim();
    if (name === undefined || name === (person.name ?? "")) {
      setTyped(undefined);
      return;
    }
    const kept = await act(
      () => namePerson(person.id, name),
      t("people.named"),
      ({ items }) => undoEdit(items[0]?.id),
    );
    if (kept) setTyped(undefined);
  }

  return (
    <Autocomplete
      size="xs"
      w="100%"
      aria-label={t("people.nameOf", { name: person.name ?? t("common.unnamed") })}
      placeholder={t("people.addName")}
      value={typed ?? person.name ?? ""}
      data={names.filter((name) => name !== person.name)}
      limit={6}
      maxLength={200}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setTyped(undefined);
      }}
    />
  );
}
