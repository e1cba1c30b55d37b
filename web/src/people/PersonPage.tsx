import { useTranslation } from "react-i18next";
import { PageTitle } from "@/components/PageTitle";

export function PersonPage() {
  const { t } = useTranslation();
  return <PageTitle title={t("shell.people")} />;
}
