"""Keys, usage, settings, words and what is installed."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from opentube.client.models.base import Model, OrNewer

Scope = Annotated[Literal["read", "analyse", "persons", "export", "admin"], OrNewer]
"""What a key or a session may do."""


class Key(Model):
    """A key. ``prefix`` tells which it is: `otk_<prefix>_…`."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewKey(Model):
    """A key that was made. ``key`` is shown once: None when the request is repeated with its ``Idempotency-Key``."""

    key: str | None
    details: Key


class Month(Model):
    """One month in UTC: reports asked for, comments labelled, seconds of film looked through."""

    month: datetime
    reports: int
    comments: int
    video_s: float


class Usage(Model):
    """The newest 24 months with reports, newest first, and the bytes of uploaded and of exported files."""

    months: tuple[Month, ...]
    stored_bytes: int


class Settings(Model):
    """Settings of the workspace."""

    face_analysis: bool
    """Whether people may be looked for in videos at all."""
    vectors_expire_days: int | None
    """After so many days face vectors are forgotten; None keeps them."""


WordKind = Annotated[Literal["hide", "allow"], OrNewer]
"""What becomes of a word: found like a built-in one, or never."""


class Word(Model):
    """A word of the list."""

    word: str
    kind: WordKind
    created_at: datetime


class WordsChanged(Model):
    """How many reports follow."""

    reports: int


class TrialResult(Model):
    """What was found. Spans count characters of the text."""

    profane: bool
    score: float
    spans: tuple[tuple[int, int], ...]


ModelStatus = Annotated[Literal["ready", "missing", "corrupt", "bundled"], OrNewer]
"""How a model file stands. ``bundled``: part of the installation, and right."""


class InstalledModel(Model):
    """A model, and whether its file is here and right."""

    name: str
    version: str
    task: str
    licence: str
    size_bytes: int
    status: ModelStatus


class Installation(Model):
    """What this server is made of."""

    version: str
    models: tuple[InstalledModel, ...]


FailureKind = Annotated[Literal["retryable", "needs_user", "bug"], OrNewer]
"""What happens after a failure."""


class ErrorCode(Model):
    """An error. ``kind`` says what happens next."""

    code: str
    status: int
    """The HTTP status of a request that fails so."""
    kind: FailureKind
    en: str
    ko: str


class ErrorCodes(Model):
    """All errors, by code."""

    items: tuple[ErrorCode, ...]
