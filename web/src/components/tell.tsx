import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import i18next from "i18next";
import { problemText } from "@/api/problemText";

const UNDO_MS = 10_000;

/** Says in a notification what went wrong and what to do. */
export async function tellProblem(error: unknown) {
  notifications.show({
    message: await problemText(error),
    color: "red",
    icon: <IconAlertTriangle size={18} aria-hidden />,
    role: "alert",
    closeButtonProps: { "aria-label": i18next.t("common.close") },
  });
}

/** Says that something was done; with `undo` there is a button that takes it back. */
export function tellDone(message: string, undo?: () => unknown) {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    color: "teal",
    icon: <IconCheck size={18} aria-hidden />,
    autoClose: undo ? UNDO_MS : undefined,
    closeButtonProps: { "aria-label": i18next.t("common.close") },
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {i18next.t("common.undo")}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
}
