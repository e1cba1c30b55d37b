import { Button, Divider, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";

/** Buttons for the issuers that the operator has set up; nothing where there are none. */
export function OtherWays({ to }: { to: string }) {
  const { t } = useTranslation();
  const ways = useQuery({
    queryKey: ["openid"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/openid", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!ways.data?.issuers.length) return null;
  return (
    <Stack gap="sm">
      <Divider label={t("account.or")} />
      {ways.data.issuers.map(({ name }) => (
        <Button
          key={name}
          component="a"
          variant="default"
          size="md"
          tt="capitalize"
          href={`/api/v1/openid/${encodeURIComponent(name)}/start?${new URLSearchParams({ return_to: to })}`}
        >
          {t("account.signInWith", { name })}
        </Button>
      ))}
    </Stack>
  );
}
