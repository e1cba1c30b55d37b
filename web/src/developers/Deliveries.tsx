import { Button, Code, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { usePages } from "@/api/pages";
import { useCodeText } from "@/api/problemText";
import { keys } from "@/api/queries";
import { MorePages } from "@/components/MorePages";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";

const FEW = 10;

/** What was sent to a webhook, with what came back. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const queryKey = [...keys.webhooks, webhookId, "deliveries"];
  const act = useAct(queryKey);
  const list = usePages(
    queryKey,
    (cursor, signal) =>
      unwrap(
        client.GET("/api/v1/webhooks/{webhook_id}/deliveries", {
          params: { path: { webhook_id: webhookId }, query: { cursor, limit: FEW } },
          signal,
        }),
      ),
    (delivery) => delivery.id,
  );
  if (list.isError) return <ProblemAlert error={list.error} />;
  if (list.rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("developers.noDeliveries")}
      </Text>
    );
  }
  return (
    <>
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing="xs">
          <Table.Tbody>
            {list.rows.map((delivery) => (
              <Table.Tr key={delivery.id}>
                <Table.Td>
                  <Code>{delivery.kind}</Code>
                </Table.Td>
                <Table.Td>
                  {t(`developers.delivery.${delivery.status}`)}
                  {delivery.response_status !== null && ` · ${delivery.response_status}`}
                  {delivery.error_code && (
                    <Text size="xs" c="dimmed">
                      {codeText(delivery.error_code, delivery.error_message)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{format.ago(delivery.tried_at ?? delivery.created_at)}</Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() =>
                      act(
                        () =>
                          unwrap(
                            client.POST("/api/v1/deliveries/{delivery_id}/replay", {
                              params: { path: { delivery_id: delivery.id } },
                            }),
                          ),
                        t("developers.replayed"),
                      )
                    }
                  >
                    {t("developers.replay")}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <MorePages {...list} />
    </>
  );
}
