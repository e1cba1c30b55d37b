import { Alert } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { Entrance } from "./Entrance";
import { linkToken } from "./fields";
import { NewAccountForm } from "./NewAccountForm";

/** The first start: the account that owns this installation, by the link that the terminal shows. */
export function WelcomePage() {
  const { t } = useTranslation();
  const [token] = useState(linkToken);
  return (
    <Entrance title={t("account.welcome")} intro={t("account.welcomeIntro")}>
      {token ? (
        <NewAccountForm
          create={(account) => unwrap(client.POST("/api/v1/welcome", { body: { token, ...account } }))}
        />
      ) : (
        <Alert color="yellow">{t("account.linkMissing")}</Alert>
      )}
    </Entrance>
  );
}
