"""What is said of a comment's wording, and the words that an owner adds."""

from dataclasses import dataclass
from typing import Final

from opentube.errors import UserError

PROFANE_FROM: Final = 0.5
MAX_WORD_CHARS: Final = 100


class WordInvalid(UserError):
    """Give a word of at most 100 characters, one of them visible."""

    code = "word_invalid"


@dataclass(frozen=True, slots=True)
class WordLists:
    """An owner's own words, Korean, English or anything else.

    Args:
        hide: found like the built-in ones, disguises included, with score 1.
        allow: never found, however they are written; a longer vulgar word around one still is.

    Raises:
        WordInvalid: a word is empty, without a visible character, or longer than 100 characters.
    """

    hide: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for word in (*self.hide, *self.allow):
            if len(word) > MAX_WORD_CHARS or not word.strip() or not word.isprintable():
                raise WordInvalid


@dataclass(frozen=True, slots=True)
class Profanity:
    """How vulgar a comment's wording is.

    ``score`` in 0..1 is that of its strongest word: about 1 for plain curses, below 0.5 for mild ones. ``spans`` are
    the [start, end) characters of the original text that made it profane, in order, without overlap.
    """

    score: float
    spans: tuple[tuple[int, int], ...]

    @property
    def profane(self) -> bool:
        """Whether the comment should be hidden from those who filter."""
        return self.score >= PROFANE_FROM


NOTHING: Final = Profanity(0.0, ())


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found at characters [start, end) of the text that was searched."""

    start: int
    end: int
    score: float
