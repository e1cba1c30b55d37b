import { Avatar, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Person {
  id: string;
  name?: string | null;
  has_cover: boolean;
}

export const coverOf = (id: string) => `/api/v1/persons/${id}/cover`;

/** Somebody's picture. */
export function Face({ person, size = 32 }: { person: Person; size?: number }) {
  const { t } = useTranslation();
  return (
    <Avatar
      src={person.has_cover ? coverOf(person.id) : null}
      alt={person.name ?? t("common.unnamed")}
      size={size}
      radius={1000}
      imageProps={{ loading: "lazy" }}
    />
  );
}

/** The first persons of a video. */
export function Faces({ persons }: { persons: readonly Person[] }) {
  const { t } = useTranslation();
  return (
    <Avatar.Group spacing={8}>
      {persons.map((person) => (
        <Tooltip key={person.id} label={person.name ?? t("common.unnamed")}>
          <div>
            <Face person={person} size={30} />
          </div>
        </Tooltip>
      ))}
    </Avatar.Group>
  );
}
