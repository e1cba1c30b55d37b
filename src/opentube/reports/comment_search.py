"""Finding comments by words: what somebody types, as a condition on `ListedComment`."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from opentube.comments.search import written_words
from opentube.reports.listing import KEYWORD
from opentube.reports.tables import ListedComment
from opentube.sources.tables import Comment

MAX_CHARS: Final = 500
MAX_TERMS: Final = 24
_PIECE: Final = re.compile(r'"([^"]*)"?|[^\s"]+')
_SPACES: Final = f"[{''.join(chr(code) for code in range(0x3001) if chr(code).isspace())}]+"
_UNWRITABLE: Final = dict.fromkeys([0, *range(0xD800, 0xE000)])

Stems = Callable[[Sequence[str]], Sequence[Sequence[str]] | None]
"""Gives the stems of each word, or None while it cannot."""


@dataclass(frozen=True, slots=True)
class SearchWord:
    """A word as it is written, and the stems of its Korean forms: a comment must begin a word with it, or hold them all."""

    written: str
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for: comments with every word, and every phrase as it is written, whatever the case and the spaces between."""

    words: tuple[SearchWord, ...] = ()
    phrases: tuple[str, ...] = ()


def parse_search(typed: str, stems: Stems = lambda _: None) -> Search | None:
    """Read what somebody typed; None when there is nothing to look for. Any string is taken.

    Words in quotes are a phrase; signs alone are nothing. ``stems`` finds other forms of Korean words; where it answers None, only beginnings of
    words are looked for.
    """
    text = unicodedata.normalize("NFC", typed.translate(_UNWRITABLE))[:MAX_CHARS]
    words: list[str] = []
    phrases: list[str] = []
    for piece in _PIECE.finditer(text):
        found = written_words(piece[0])
        phrase = " ".join((piece[1] or "").split())
        if phrase and found:
            phrases.append(phrase)
        else:
            words += found
    words = list(dict.fromkeys(words))[:MAX_TERMS]
    phrases = phrases[:MAX_TERMS]
    if not words and not phrases:
        return None
    korean = [word for word in words if not word.isascii()]
    known = dict(zip(korean, (stems(korean) if korean else None) or (), strict=False))
    return Search(tuple(SearchWord(word, tuple(known.get(word, ()))) for word in words), tuple(phrases))


def matches(search: Search) -> sa.ColumnElement[bool]:
    """Whether a listed comment is what somebody looks for. Texts are read last, of comments that hold the words."""
    spaced = sa.func.regexp_replace(sa.func.normalize(Comment.text), _SPACES, " ", "g")
    text = sa.select(spaced).where(Comment.id == ListedComment.comment_id).scalar_subquery()
    conditions = [_holds(_word(word)) for word in search.words]
    for phrase in search.phrases:
        conditions += [_holds(_query(_beginning(word))) for word in written_words(phrase)[1:]]
        conditions.append(text.icontains(phrase, autoescape=True))
    return sa.and_(*conditions)


def has_keyword(term: str) -> sa.ColumnElement[bool]:
    """Whether a listed comment has this among its keywords."""
    return _holds(_query(_exactly(KEYWORD + term)))


def has_written(term: str) -> sa.ColumnElement[bool]:
    """Whether a listed comment has words that begin with those of this term."""
    return sa.and_(sa.true(), *(_holds(_query(_beginning(word))) for word in written_words(term)))


def _word(word: SearchWord) -> sa.ColumnElement[str]:
    query = _query(_beginning(word.written))
    if word.stems:
        query = query.op("||")(_query(" & ".join(map(_exactly, word.stems))))
    if word.written.isascii():
        query = query.op("||")(sa.func.plainto_tsquery(sa.literal_column("'english'"), word.written))
    return query


def _holds(query: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return ListedComment.search.op("@@", is_comparison=True, return_type=sa.Boolean())(query)


def _query(text: str) -> sa.ColumnElement[str]:
    return sa.cast(sa.literal(text, sa.Text()), TSQUERY)


def _exactly(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _beginning(word: str) -> str:
    return f"{_exactly(word)}:*"
