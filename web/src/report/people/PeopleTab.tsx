import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/EmptyState";
import type { PartProps } from "../ReportPage";

/** Who is in the film. */
export default function PeopleTab({ document }: PartProps) {
  const { t } = useTranslation();
  if (!document.persons?.persons.length) {
    return <EmptyState icon={IconUsers} title={t("reportPeople.none")} text={t("reportPeople.noneText")} />;
  }
  return null;
}
