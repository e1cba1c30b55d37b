import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnected } from "@/api/connection";

/** Says so while the server is out of reach. */
export function Connection() {
  const { t } = useTranslation();
  const connected = useConnected();
  return (
    <div role="status">
      {!connected && (
        <Alert color="yellow" radius={0} icon={<IconPlugConnectedX aria-hidden />}>
          {t("shell.offline")}
        </Alert>
      )}
    </div>
  );
}
