import { Group, Loader, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useProblemText } from "@/api/problemText";
import { AnchorLink } from "@/components/links";
import { checkAddress } from "../api";
import { videoIdOf } from "./address";
import { closeRequest } from "./opened";

/** What the server says of an address while it is typed. */
export function useChecked(typed: string) {
  const [address] = useDebouncedValue(typed.trim(), 250);
  return useQuery({
    queryKey: ["address", address],
    queryFn: ({ signal }) => checkAddress(address, signal),
    enabled: address.length > 0 && address === typed.trim(),
    retry: false,
  });
}

export function AddressField({
  value,
  onChange,
  checked,
}: {
  value: string;
  onChange: (address: string) => void;
  checked: ReturnType<typeof useChecked>;
}) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const wrong = value.trim() !== "" && checked.isError && !videoIdOf(value);
  return (
    <div>
      <TextInput
        label={t("request.address")}
        placeholder="https://youtu.be/…"
        type="url"
        inputMode="url"
        autoComplete="off"
        data-autofocus
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        rightSection={checked.isFetching ? <Loader size="xs" /> : null}
        error={wrong || checked.isError ? textOf(checked.error) : null}
      />
      <div aria-live="polite">
        {checked.isSuccess && (
          <Group gap={6} mt={8} wrap="nowrap">
            <IconCircleCheck size={18} color="var(--ot-positive)" aria-hidden />
            {checked.data.report_id ? (
              <Text size="sm">
                {t("request.analysedBefore")}{" "}
                <AnchorLink
                  to="/reports/$reportId"
                  params={{ reportId: checked.data.report_id }}
                  onClick={closeRequest}
                >
                  {t("request.openBefore")}
                </AnchorLink>
              </Text>
            ) : (
              <Text size="sm">{t("request.addressGood")}</Text>
            )}
          </Group>
        )}
      </div>
    </div>
  );
}
