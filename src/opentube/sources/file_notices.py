"""What was changed or left out on the way in: counted, so that a report can say it."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class NoticeCode(StrEnum):
    """What happened to comments on the way in. The last two are for whoever stores them, since only a store knows."""

    NUL_REPLACED = "comments_nul_replaced"
    SURROGATES_REPLACED = "comments_surrogates_replaced"
    WITHOUT_TEXT = "comments_without_text"
    LIKES_UNREADABLE = "comments_likes_unreadable"
    TIMES_UNREADABLE = "comments_times_unreadable"
    IDS_DERIVED = "comments_ids_derived"
    IDS_REPEATED = "comments_ids_repeated"
    PARENTS_MISSING = "comments_parents_missing"


NOTICE_MESSAGES = MappingProxyType(
    {
        NoticeCode.NUL_REPLACED: "Comments held NUL characters; a replacement sign stands in their place.",
        NoticeCode.SURROGATES_REPLACED: "Comments held broken characters; a replacement sign stands in their place.",
        NoticeCode.WITHOUT_TEXT: "Rows without a text were left out.",
        NoticeCode.LIKES_UNREADABLE: "Numbers of likes could not be read and count as 0.",
        NoticeCode.TIMES_UNREADABLE: "Times could not be read and count as unknown.",
        NoticeCode.IDS_DERIVED: "Comments without an id got one made from their text and place in the file.",
        NoticeCode.IDS_REPEATED: "Comments with an id that came before were counted once.",
        NoticeCode.PARENTS_MISSING: "Replies whose comment is not in the file stand on their own.",
    }
)


@dataclass(frozen=True, slots=True)
class FileNotice:
    """One kind of change and how many comments it touched."""

    code: NoticeCode
    message: str
    count: int


class NoticeTally:
    """Counts what happened, one comment at a time."""

    def __init__(self) -> None:
        self._counts: Counter[NoticeCode] = Counter()

    def add(self, code: NoticeCode) -> None:
        """One more comment was touched."""
        self._counts[code] += 1

    def notices(self) -> list[FileNotice]:
        """What happened so far, in the order of ``NoticeCode``."""
        return [
            FileNotice(code, NOTICE_MESSAGES[code], self._counts[code]) for code in NoticeCode if self._counts[code]
        ]
