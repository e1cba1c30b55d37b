import "@mantine/dropzone/styles.css";
import { Center, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { useWindowEvent } from "@mantine/hooks";
import { IconUpload } from "@tabler/icons-react";
import { Suspense, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { patient } from "@/components/patient";
import { videoIdOf } from "./address";
import { opened, openRequest } from "./opened";

const RequestDialog = patient(() => import("./RequestDialog"));

/** Lets files be dropped and addresses be pasted on any page to ask for a report. */
export function RequestAnywhere() {
  const { t } = useTranslation();
  const opening = useSyncExternalStore(opened.subscribe, opened.get);
  useWindowEvent("paste", (event) => {
    if (opening || isTyping(event.target)) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData("text").trim() ?? "";
    if (files.length > 0) openRequest({ files });
    else if (videoIdOf(text)) openRequest({ address: text });
  });
  return (
    <>
      <Dropzone.FullScreen onDrop={(files) => openRequest({ files })} multiple maxFiles={2} zIndex={400}>
        <Center mih="60vh">
          <Stack align="center" gap="xs">
            <IconUpload size={56} stroke={1.4} aria-hidden />
            <Text fz="xl" fw={700}>
              {t("request.dropHere")}
            </Text>
            <Text c="dimmed">{t("request.dropHint")}</Text>
          </Stack>
        </Center>
      </Dropzone.FullScreen>
      {opening && (
        <Suspense>
          <RequestDialog opening={opening} />
        </Suspense>
      )}
    </>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable]") !== null;
}
