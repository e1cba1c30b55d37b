import { Button, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconCopy, IconShare } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, once, unwrap } from "@/api/client";
import { tellDone, tellProblem } from "@/components/tell";

const DAYS = ["1", "7", "30", "365"] as const;

/** Makes a link by which anybody reads the report, without authors, until it expires or is taken back. */
export function ShareButton({ reportId }: { reportId: string }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const [days, setDays] = useState<string>("7");
  const making = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST("/api/v1/reports/{report_id}/shares", {
          params: { path: { report_id: reportId }, header: once() },
          body: { days: Number(days) },
        }),
      ),
    onError: tellProblem,
  });
  const link = making.data?.secret ? `${location.origin}/shared/${making.data.secret}` : null;

  async function takeBack() {
    const share = making.data?.share;
    if (!share) return;
    try {
      await unwrap(client.DELETE("/api/v1/shares/{share_id}", { params: { path: { share_id: share.id } } }));
      making.reset();
      tellDone(t("report.shareTakenBack"));
    } catch (error) {
      tellProblem(error);
    }
  }

  return (
    <>
      <Button variant="default" leftSection={<IconShare size={18} aria-hidden />} onClick={open}>
        {t("report.share")}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t("report.share")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Stack>
          <Text size="sm">{t("report.shareIntro")}</Text>
          <Select
            label={t("report.shareFor")}
            value={days}
            allowDeselect={false}
            onChange={(value) => setDays(value ?? "7")}
            data={DAYS.map((value) => ({ value, label: t("report.shareDays", { count: Number(value) }) }))}
          />
          {link ? (
            <>
              <TextInput
                label={t("report.shareLink")}
                value={link}
                readOnly
                onFocus={(event) => event.currentTarget.select()}
              />
              <Group justify="flex-end">
                <Button variant="subtle" color="red" onClick={takeBack}>
                  {t("report.shareTakeBack")}
                </Button>
                <CopyButton value={link}>
                  {({ copied, copy }) => (
                    <Button
                      onClick={copy}
                      leftSection={
                        copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
                      }
                    >
                      {t(copied ? "report.copied" : "report.copyLink")}
                    </Button>
                  )}
                </CopyButton>
              </Group>
            </>
          ) : (
            <Group justify="flex-end">
              <Button loading={making.isPending} onClick={() => making.mutate()}>
                {t("report.shareMake")}
              </Button>
            </Group>
          )}
        </Stack>
      </Modal>
    </>
  );
}
