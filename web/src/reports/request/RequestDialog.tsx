import { Button, Group, Modal, Stack, Tabs, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMediaQuery } from "@mantine/hooks";
import { IconBrandYoutube, IconFile } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { ProblemAlert } from "@/components/ProblemAlert";
import { type ReportRequest, requestReport } from "../api";
import { AddressField, useChecked } from "./AddressField";
import { ChoiceFields, type Choices, firstChoices } from "./ChoiceFields";
import { FileFields, useUploads } from "./FileFields";
import { closeRequest, type Opening } from "./opened";
import classes from "./RequestDialog.module.css";

/** Asks for a report: of an address on YouTube, or of own files. */
export default function RequestDialog({ opening }: { opening: Opening }) {
  const { t } = useTranslation();
  const router = useRouter();
  const cache = useQueryClient();
  const narrow = useMediaQuery("(max-width: 36em)");
  const settings = useQuery({
    queryKey: keys.settings,
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/settings", { signal })),
  });
  const [from, setFrom] = useState<string | null>(opening.files?.length ? "files" : "address");
  const [address, setAddress] = useState(opening.address ?? "");
  const checked = useChecked(address);
  const uploads = useUploads(opening.files);
  const form = useForm<Choices>({ initialValues: firstChoices });
  const faces = settings.data?.face_analysis ?? true;
  const asking = useMutation({
    mutationFn: (body: Partial<ReportRequest>) => requestReport(body),
    onSuccess: (report) => {
      cache.invalidateQueries({ queryKey: keys.reports });
      closeRequest();
      router.navigate({ to: "/reports/$reportId", params: { reportId: report.id } });
    },
  });
  const ready = from === "address" ? checked.isSuccess : uploads.ready;

  function ask(choices: Choices) {
    const { max_comments, comment_order } = choices;
    const analyses = choices.analyses.filter((kind) => faces || kind !== "persons");
    const what = from === "address" ? { url: address.trim() } : uploads.request();
    asking.mutate({ ...what, analyses, max_comments, comment_order });
  }

  return (
    <Modal
      opened
      onClose={closeRequest}
      title={t("request.title")}
      size="lg"
      fullScreen={narrow}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={form.onSubmit(ask)}>
        <Stack gap="lg">
          <Tabs value={from} onChange={setFrom} keepMounted={false} classNames={{ tabLabel: classes.tab }}>
            <Tabs.List grow mb="md">
              <Tabs.Tab value="address" leftSection={<IconBrandYoutube size={18} aria-hidden />}>
                {t("request.fromAddress")}
              </Tabs.Tab>
              <Tabs.Tab value="files" leftSection={<IconFile size={18} aria-hidden />}>
                {t("request.fromFiles")}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="address">
              <AddressField value={address} onChange={setAddress} checked={checked} />
            </Tabs.Panel>
            <Tabs.Panel value="files">
              <Stack>
                <FileFields uploads={uploads} />
                <TextInput
                  label={t("request.videoTitle")}
                  value={uploads.title}
                  onChange={(event) => uploads.setTitle(event.currentTarget.value)}
                  maxLength={500}
                />
              </Stack>
            </Tabs.Panel>
          </Tabs>
          <ChoiceFields form={form} faces={faces} limited={from === "address"} />
          <ProblemAlert error={asking.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={closeRequest}>
              {t("common.cancel")}
            </Button>
            <Button
              type="submit"
              disabled={!ready || form.values.analyses.length === 0}
              loading={asking.isPending}
            >
              {t("request.ask")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
