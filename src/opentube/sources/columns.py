"""Which column holds what: by the names that people and tools give, or by the owner's own mapping."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from opentube.sources.file_errors import CommentsColumnsMissing


class CommentField(StrEnum):
    """What a column can hold. These are the names that a mapping uses."""

    TEXT = "text"
    ID = "id"
    PARENT = "parent"
    AUTHOR = "author"
    AUTHOR_ID = "author_id"
    LIKES = "likes"
    TIME = "time"
    BY_UPLOADER = "by_uploader"


USUAL_NAMES = MappingProxyType(
    {
        CommentField.TEXT: "text comment content body message textoriginal textdisplay commenttext review document "
        "댓글 댓글내용 내용 본문 코멘트 리뷰",
        CommentField.ID: "id commentid cid externalid 댓글id 아이디 번호",
        CommentField.PARENT: "parent parentid replyto replytoid inreplyto 상위댓글 원댓글 부모 부모id",
        CommentField.AUTHOR: "author authorname name authordisplayname user username nickname writer "
        "작성자 작성자명 이름 닉네임",
        CommentField.AUTHOR_ID: "authorid channelid authorchannelid userid channel 작성자id 채널id 채널",
        CommentField.LIKES: "likes likecount like votes upvotes score 좋아요 좋아요수 공감 공감수 추천 추천수",
        CommentField.TIME: "timestamp timeparsed publishedat published createdat date datetime time "
        "작성일 작성일시 작성시간 날짜 일시 등록일",
        CommentField.BY_UPLOADER: "authorisuploader byuploader isuploader",
    }
)
"""Names by field, best first, without case, spaces or punctuation."""

_PUNCTUATION = re.compile(r"[\W_]+")
_SHOWN_COLUMNS = 20
_SHOWN_CHARS = 40


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.casefold())


def checked_mapping(mapping: Mapping[str, str]) -> dict[CommentField, str]:
    """The owner's mapping of fields to columns.

    Raises:
        CommentsColumnsMissing: It names a field that does not exist.
    """
    for field in mapping:
        if field not in list(CommentField):
            raise CommentsColumnsMissing(f"There is no field {field} to map; there are {', '.join(CommentField)}.")
    return {CommentField(field): column for field, column in mapping.items()}


def recognise(columns: Sequence[str], mapping: Mapping[CommentField, str]) -> dict[CommentField, str]:
    """The column of every field that has one. A field that is mapped is never guessed."""
    by_plain = {_plain(name): name for name in reversed(columns)}
    found: dict[CommentField, str] = {}
    for field, wanted in mapping.items():
        column = wanted if wanted in columns else by_plain.get(_plain(wanted))
        if column is not None:
            found[field] = column
    taken = set(found.values())
    for field, usual in USUAL_NAMES.items():
        column = next((by_plain[name] for name in usual.split() if name in by_plain), None)
        if field not in mapping and column is not None and column not in taken:
            found[field] = column
    return found


def require(file_name: str, columns: Sequence[str], mapping: Mapping[CommentField, str]) -> None:
    """Refuses a table that lacks a mapped column or a text.

    Raises:
        CommentsColumnsMissing: It lists the columns that there are, and says how to map one.
    """
    found = recognise(columns, mapping)
    for field, wanted in mapping.items():
        if field not in found:
            raise CommentsColumnsMissing(f"{file_name} has no column {wanted!r}; there are {listed(columns)}.")
    if CommentField.TEXT not in found:
        raise text_missing(file_name, columns)


def text_missing(file_name: str, columns: Iterable[str]) -> CommentsColumnsMissing:
    """What to say when nothing holds the text."""
    return CommentsColumnsMissing(
        f"No column of {file_name} holds the text of the comments; there are {listed(columns)}. "
        "Name it with --column text=NAME."
    )


def listed(columns: Iterable[str]) -> str:
    """Column names for a sentence, long ones and long lists cut."""
    names = [name if len(name) <= _SHOWN_CHARS else f"{name[:_SHOWN_CHARS]}…" for name in columns]
    shown = ", ".join(repr(name) for name in names[:_SHOWN_COLUMNS]) or "none"
    return f"{shown} and {len(names) - _SHOWN_COLUMNS} more" if len(names) > _SHOWN_COLUMNS else shown
