import { Select, Skeleton, Stack, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, type Schema, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/components/Section";
import { tellDone, tellProblem } from "@/components/tell";

type Settings = Schema["SettingsView"];
const KEPT_DAYS = [30, 90, 365] as const;

/** Whether faces are looked for at all, and for how long what tells them apart is kept. */
export function PrivacyPanel() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const admin = useMay("admin");
  const settings = useQuery({
    queryKey: keys.settings,
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/settings", { signal })),
  });
  const changing = useMutation({
    mutationFn: (body: Partial<Settings>) => unwrap(client.PATCH("/api/v1/settings", { body })),
    onMutate: (change) => {
      const before = cache.getQueryData<Settings>(keys.settings);
      cache.setQueryData<Settings>(keys.settings, (now) => now && { ...now, ...change });
      return before;
    },
    onSuccess: () => tellDone(t("common.saved")),
    onError: (error, _change, before) => {
      cache.setQueryData(keys.settings, before);
      tellProblem(error);
    },
  });
  if (settings.isPending) return <Skeleton height={220} maw={760} />;
  if (settings.isError) return <ProblemAlert error={settings.error} />;
  const { face_analysis, vectors_expire_days } = settings.data;
  const days = [...new Set([...KEPT_DAYS, ...(vectors_expire_days ? [vectors_expire_days] : [])])].sort(
    (a, b) => a - b,
  );
  return (
    <Stack maw={760}>
      <Section title={t("settings.faces")} intro={t("settings.facesIntro")}>
        <Switch
          label={t("settings.facesAllowed")}
          checked={face_analysis}
          disabled={!admin}
          onChange={(event) => changing.mutate({ face_analysis: event.currentTarget.checked })}
        />
        <Select
          label={t("settings.vectorsKept")}
          description={t("settings.vectorsKeptHint")}
          maw={360}
          allowDeselect={false}
          disabled={!admin}
          value={String(vectors_expire_days ?? "always")}
          onChange={(value) =>
            changing.mutate({ vectors_expire_days: value === "always" || !value ? null : Number(value) })
          }
          data={[
            ...days.map((count) => ({ value: String(count), label: t("settings.days", { count }) })),
            { value: "always", label: t("settings.always") },
          ]}
        />
      </Section>
    </Stack>
  );
}
