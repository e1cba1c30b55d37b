"""Trying the owner's words on a text before they count."""

import uuid
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy.orm import Session

from opentube.comments.profanity.detector import ProfanityDetector
from opentube.comments.profanity.values import Profanity, WordLists
from opentube.reports.words import normalised, own_words


def try_words(
    session: Session, owner_id: uuid.UUID, text: str, *, hide: Iterable[str] = (), allow: Iterable[str] = ()
) -> Profanity:
    """What would be found in ``text`` with the owner's words, and with ``hide`` and ``allow`` added to them.

    Raises:
        WordInvalid: a word is empty, too long, or to be hidden and allowed at once.
    """
    known = own_words(session, owner_id)
    hidden, allowed = (tuple(dict.fromkeys(map(normalised, words))) for words in (hide, allow))
    lists = WordLists(
        hide=tuple(dict.fromkeys([*(word for word in known.hide if word not in allowed), *hidden])),
        allow=tuple(dict.fromkeys([*(word for word in known.allow if word not in hidden), *allowed])),
    )
    return _detector().with_words(lists).find(text)


@lru_cache(maxsize=1)
def _detector() -> ProfanityDetector:
    return ProfanityDetector()
