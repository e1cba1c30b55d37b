"""Who is asking, and what they may do."""

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a key or a session may do."""

    READ = "read"
    """See reports, comments, persons and exports."""
    ANALYSE = "analyse"
    """Ask for reports, upload, correct labels, change words."""
    PERSONS = "persons"
    """Change the library of persons."""
    EXPORT = "export"
    """Ask for files and download them."""
    ADMIN = "admin"
    """Members, keys, webhooks, settings, deletion of reports."""


class Role(StrEnum):
    """What a member of a workspace is."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


ROLE_SCOPES = {
    Role.OWNER: frozenset(Scope),
    Role.EDITOR: frozenset(Scope) - {Scope.ADMIN},
    Role.VIEWER: frozenset({Scope.READ}),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody acting within one workspace, by a session of the browser or by a key.

    ``owner_id`` is the workspace: the owner of all they see. ``session_id`` is set for a session, ``key_id`` for a key.
    """

    owner_id: uuid.UUID
    user_id: uuid.UUID | None
    role: Role
    scopes: frozenset[Scope]
    session_id: uuid.UUID | None = None
    key_id: uuid.UUID | None = None


def principal_of_member(
    owner_id: uuid.UUID, user_id: uuid.UUID, role: Role, session_id: uuid.UUID | None = None
) -> Principal:
    """A member with all that their role allows."""
    return Principal(owner_id, user_id, role, ROLE_SCOPES[role], session_id)
