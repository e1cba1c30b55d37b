import { Button, NativeSelect } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/queries";
import { useAct } from "@/components/useAct";
import { requestExport } from "../exports/api";

/** Asks for the film with the chosen persons hidden, or with all others hidden; ten seconds of it to see first. */
export function HideFaces({ reportId, persons }: { reportId: string; persons: readonly string[] }) {
  const { t } = useTranslation();
  const act = useAct(keys.exports);
  const [whom, setWhom] = useState<"hide" | "keep">("hide");
  const ask = (preview: "clip" | null) =>
    act(
      () => requestExport(reportId, "anonymized_video", { [whom]: persons, preview }),
      t("reportPeople.hidingAsked"),
    );
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={t("reportPeople.whom")}
        value={whom}
        data={[
          { value: "hide", label: t("reportPeople.hideThese") },
          { value: "keep", label: t("reportPeople.keepThese") },
        ]}
        onChange={(event) => setWhom(event.currentTarget.value === "keep" ? "keep" : "hide")}
      />
      <Button size="xs" variant="default" onClick={() => ask("clip")}>
        {t("reportPeople.preview")}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconEyeOff size={16} aria-hidden />}
        onClick={() => ask(null)}
      >
        {t("reportPeople.makeHidden")}
      </Button>
    </>
  );
}
