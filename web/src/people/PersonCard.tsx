import { ActionIcon, Checkbox, Menu, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconArrowBackUp, IconDots, IconEye, IconEyeOff, IconTrash, IconTrashX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { Face } from "@/components/Faces";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { binPerson, ignorePerson, type Person, purgePerson, undoEdit } from "./api";
import { NameField } from "./NameField";
import classes from "./People.module.css";

interface Props {
  person: Person;
  names: readonly string[];
  chosen: boolean;
  onChoose?: (on: boolean) => void;
}

/** Somebody of the library: face, name, where and for how long. */
export function PersonCard({ person, names, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayChange = useMay("persons");
  const name = person.name ?? t("common.unnamed");
  return (
    <article className={classes.card} data-chosen={chosen || undefined}>
      {onChoose && (
        <Checkbox
          className={classes.choose}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
          aria-label={t("people.choose", { name })}
        />
      )}
      {mayChange && <PersonMenu person={person} />}
      <Link
        to="/people/$personId"
        params={{ personId: person.id }}
        aria-label={t("people.open", { name })}
        className={classes.face}
      >
        <Face person={person} size={88} />
      </Link>
      {mayChange && !person.binned_at ? (
        <NameField person={person} names={names} />
      ) : (
        <Text fw={600}>{name}</Text>
      )}
      <Text size="xs" c="dimmed">
        {t("people.videos", { count: person.videos })} · {format.span(person.screen_time_s)}
      </Text>
    </article>
  );
}

function PersonMenu({ person }: { person: Person }) {
  const { t } = useTranslation();
  const act = useAct(keys.persons, keys.reviews, keys.reports);
  const name = person.name ?? t("common.unnamed");
  const takeBack = (edit: { id: number }) => undoEdit(edit.id);

  function purge() {
    modals.openConfirmModal({
      title: t("people.purgeTitle", { name }),
      children: <Text size="sm">{t("people.purgeText")}</Text>,
      labels: { confirm: t("reports.deleteForGood"), cancel: t("common.cancel") },
      confirmProps: { color: "red" },
      onConfirm: () => act(() => purgePerson(person.id), t("people.purged", { name })),
    });
  }

  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon
          className={classes.menu}
          variant="subtle"
          color="gray"
          aria-label={t("people.actions", { name })}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!person.binned_at && (
          <Menu.Item
            leftSection={
              person.ignored ? <IconEye size={18} aria-hidden /> : <IconEyeOff size={18} aria-hidden />
            }
            onClick={() =>
              act(
                () => ignorePerson(person.id, !person.ignored),
                t(person.ignored ? "people.noticed" : "people.ignored", { name }),
                ({ items }) => undoEdit(items[0]?.id),
              )
            }
          >
            {t(person.ignored ? "people.notice" : "people.ignore")}
          </Menu.Item>
        )}
        {!person.binned_at && (
          <Menu.Item
            leftSection={<IconTrash size={18} aria-hidden />}
            onClick={() => act(() => binPerson(person.id), t("people.binned", { name }), takeBack)}
          >
            {t("common.delete")}
          </Menu.Item>
        )}
        {person.binned_at && (
          <Menu.Item
            leftSection={<IconArrowBackUp size={18} aria-hidden />}
            onClick={() => act(() => undoEdit(), t("common.done"))}
          >
            {t("people.undoLast")}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrashX size={18} aria-hidden />} onClick={purge}>
          {t("reports.deleteForGood")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
