import { ActionIcon, Kbd, Text, UnstyledButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { patient } from "@/components/patient";
import classes from "./Search.module.css";

const SearchWindow = patient(() => import("./SearchWindow"));

/** Opens the search over everything; so do ⌘K and Ctrl+K. */
export function SearchButton({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(0);
  const open = () => setWanted((times) => times + 1);
  useHotkeys([["mod+K", open]], []);
  return (
    <>
      {compact ? (
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={t("shell.search")} onClick={open}>
          <IconSearch size={22} aria-hidden />
        </ActionIcon>
      ) : (
        <UnstyledButton className={classes.button} onClick={open}>
          <IconSearch size={16} aria-hidden />
          <Text size="sm" flex={1}>
            {t("shell.search")}
          </Text>
          <Kbd size="xs">⌘K</Kbd>
        </UnstyledButton>
      )}
      {wanted > 0 && (
        <Suspense>
          <SearchWindow wanted={wanted} />
        </Suspense>
      )}
    </>
  );
}
