import { Button } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/queries";
import { tellProblem } from "@/components/tell";
import { requestSample } from "./api";

/** Makes a report of the sample that comes with the product. */
export function SampleButton() {
  const { t } = useTranslation();
  const router = useRouter();
  const cache = useQueryClient();
  const starting = useMutation({
    mutationFn: requestSample,
    onSuccess: (report) => {
      cache.invalidateQueries({ queryKey: keys.reports });
      router.navigate({ to: "/reports/$reportId", params: { reportId: report.id } });
    },
    onError: tellProblem,
  });
  return (
    <Button
      variant="default"
      leftSection={<IconSparkles size={18} aria-hidden />}
      loading={starting.isPending}
      onClick={() => starting.mutate()}
    >
      {t("reports.trySample")}
    </Button>
  );
}
