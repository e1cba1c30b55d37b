"""An owner's own words: to hide, or to allow whatever the detector says. Changing them changes reports at once.

Every change raises the owner's revision, and queues the work for each report whose labels follow an earlier one.
A report whose comments are being labelled is seen to when that is done.
"""

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.accounts.tables import Owner
from opentube.comments.profanity import WordInvalid, WordLists
from opentube.errors import UserError
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.jobs.queue import defer
from opentube.reports.options import Stage
from opentube.reports.tables import OwnerWord, Report, Unit
from opentube.reports.units import UNIT_QUEUE

RELABEL_TASK: Final = "reports.relabel_words"
MOST_WORDS: Final = 2000


class TooManyWords(UserError):
    """The list can have 2,000 words. Remove some first."""

    code = "too_many_words"


class WordNotFound(UserError):
    """The list has no such word. See `open-tube words list`."""

    code = "word_not_found"


class WordKind(StrEnum):
    """What becomes of a word: found like a built-in one, or never."""

    HIDE = "hide"
    ALLOW = "allow"


class OwnWord(NamedTuple):
    """One word of the list."""

    word: str
    kind: WordKind
    created_at: datetime


def normalised(word: str) -> str:
    """The word as it is kept: NFC, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", word).lower().split())


def add_words(
    session: Session, owner_id: uuid.UUID, *, hide: Iterable[str] = (), allow: Iterable[str] = ()
) -> list[uuid.UUID]:
    """Put words on the owner's list; one that is on it for the other purpose changes sides.

    Returns:
        The finished reports that follow by jobs queued in this transaction; none when nothing changed.

    Raises:
        WordInvalid: empty, too long, not printable, or to be hidden and allowed at once; nothing was added.
        TooManyWords: the list would be longer than 2,000.
    """
    kinds = dict.fromkeys(map(normalised, hide), WordKind.HIDE)
    for word in map(normalised, allow):
        if kinds.setdefault(word, WordKind.ALLOW) is WordKind.HIDE:
            message = f"{word!r} cannot be hidden and allowed at once."
            raise WordInvalid(message)
    WordLists(hide=tuple(kinds))
    if not kinds:
        return []
    owner = _lock_owner(session, owner_id)
    statement = insert(OwnerWord).values(
        [{"owner_id": owner_id, "word": word, "kind": kind.value} for word, kind in sorted(kinds.items())]
    )
    changed = session.scalars(
        statement.on_conflict_do_update(
            index_elements=["owner_id", "word"],
            set_={"kind": statement.excluded.kind, "created_at": sa.func.now()},
            where=OwnerWord.kind != statement.excluded.kind,
        ).returning(OwnerWord.word)
    ).all()
    if len(list_words(session, owner_id)) > MOST_WORDS:
        raise TooManyWords
    return _changed(session, owner) if changed else []


def remove_words(session: Session, owner_id: uuid.UUID, words: Iterable[str]) -> list[uuid.UUID]:
    """Take words off the list.

    Returns:
        The finished reports that follow.

    Raises:
        WordNotFound: one of them is not on it; nothing was removed.
    """
    wanted = set(map(normalised, words))
    if not wanted:
        return []
    owner = _lock_owner(session, owner_id)
    on_list = {row.word for row in list_words(session, owner_id)}
    if missing := sorted(wanted - on_list):
        message = f"The list has no such word: {', '.join(map(repr, missing))}. See `open-tube words list`."
        raise WordNotFound(message)
    session.execute(sa.delete(OwnerWord).where(OwnerWord.owner_id == owner_id, OwnerWord.word.in_(wanted)))
    return _changed(session, owner)


def list_words(session: Session, owner_id: uuid.UUID) -> Sequence[OwnWord]:
    """The owner's words in alphabetical order."""
    rows = session.execute(
        sa.select(OwnerWord.word, OwnerWord.kind, OwnerWord.created_at)
        .where(OwnerWord.owner_id == owner_id)
        .order_by(OwnerWord.word)
    )
    return [OwnWord(word, WordKind(kind), created_at) for word, kind, created_at in rows]


def own_words(session: Session, owner_id: uuid.UUID) -> WordLists:
    """The owner's words as the detector takes them."""
    rows = list_words(session, owner_id)
    return WordLists(
        hide=tuple(row.word for row in rows if row.kind is WordKind.HIDE),
        allow=tuple(row.word for row in rows if row.kind is WordKind.ALLOW),
    )


def words_revision(session: Session, owner_id: uuid.UUID) -> int:
    """How often the owner's list was changed."""
    return session.execute(sa.select(Owner.words_revision).where(Owner.id == owner_id)).scalar_one()


def follow_words(session: Session, report: Report, *, start: int = 0) -> bool:
    """Queue the job that brings the labels of a locked report in line with the words, from position ``start`` on.

    Returns:
        Whether there is anything to do: every comment is labelled, and the words changed since.
    """
    revision = words_revision(session, report.owner_id)
    if report.words_revision >= revision or not is_labelled(session, report.id):
        return False
    key = f"{report.id}/words"
    defer(session, RELABEL_TASK, name=UNIT_QUEUE, key=key, report_id=str(report.id), revision=revision, start=start)
    return True


def is_labelled(session: Session, report_id: uuid.UUID) -> bool:
    """Whether every comment of the report has its labels."""
    statuses = session.scalars(
        sa.select(Unit.status).where(Unit.report_id == report_id, Unit.stage == Stage.LABEL).distinct()
    )
    return set(statuses) == {"done"}


def _lock_owner(session: Session, owner_id: uuid.UUID) -> Owner:
    return session.get_one(Owner, owner_id, with_for_update={"key_share": True}, populate_existing=True)


def _changed(session: Session, owner: Owner) -> list[uuid.UUID]:
    owner.words_revision += 1
    session.flush()
    record(session, owner.id, EventKind.WORDS_CHANGED, {"revision": owner.words_revision})
    reports = session.scalars(
        sa.select(Report)
        .where(Report.owner_id == owner.id)
        .order_by(Report.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    return [report.id for report in reports if follow_words(session, report)]
