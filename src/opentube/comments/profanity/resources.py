"""The word lists: how their lines are read, and the patterns they are written in (see docs/profanity.md)."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

_PIECE = re.compile(r"\[[^\]]+\]|\{[^}]+\}|.")
_FOLDER: Final = files("opentube.comments.profanity").joinpath("words")
_NAMES: Final = (
    "ko_sets.tsv",
    "ko_hide.tsv",
    "ko_allow.tsv",
    "ko_before.txt",
    "ko_lookalike.tsv",
    "en_hide.tsv",
    "en_allow.txt",
    "en_common.txt",
    "latin_lookalike.tsv",
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word as it is looked up.

    Args:
        word: the units, in order.
        tight: for each gap between two units, whether nothing that shows may stand in it.
        core: the units before this one are context, no part of what is found.
        end: the units from here on are context.
        left: nothing of the same script may stand directly before it.
        right: nor directly after it.
        score: 0..1; negative in lists of words to leave alone.
        own: from an owner's list, which the built-in ones do not overrule.
    """

    word: str
    tight: tuple[bool, ...]
    core: int
    end: int
    left: bool
    right: bool
    score: float
    own: bool = False


def rows(name: str) -> Iterator[list[str]]:
    """Give the columns of each line of a list; lines that begin with # are comments."""
    for line in _FOLDER.joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def version() -> str:
    """Return a digest of all lists: it changes whenever one of them does."""
    digest = hashlib.sha256()
    for name in _NAMES:
        digest.update(_FOLDER.joinpath(name).read_bytes())
    return digest.hexdigest()[:12]


@cache
def korean_sets() -> dict[str, str]:
    """Return the named sets of units that sound or look alike."""
    return {name: units.replace(" ", "") for name, units in rows("ko_sets.tsv")}


def korean_hidden() -> Iterator[Pattern]:
    """Give every Korean word to find."""
    for score, patterns in rows("ko_hide.tsv"):
        for pattern in patterns.split():
            yield from expand(pattern, float(score))


def korean_allowed() -> Iterator[Pattern]:
    """Give every Korean word or phrase to leave alone."""
    for (patterns,) in rows("ko_allow.tsv"):
        for pattern in patterns.split():
            yield from expand(pattern, -1.0)


def expand(pattern: str, score: float, *, own: bool = False) -> Iterator[Pattern]:
    """Give the words of one pattern.

    ``[ab]`` is one of these units, ``{name}`` one of a named set. ``+`` forbids anything in a gap, ``_`` permits it;
    without either, words to find permit it and words to leave alone do not. ``<`` and ``>`` ask for a boundary, ``(…)``
    is context that must be there and is not found.
    """
    choices: list[str] = []
    tight: list[bool] = []
    core, stop, mark = 0, None, ""
    for piece in _PIECE.findall(pattern):
        if piece in "+_":
            mark = piece
        elif piece == "(":
            stop = len(choices) or None
        elif piece == ")":
            core = len(choices) if stop is None else 0
        elif piece not in "<>":
            if choices:
                tight.append(mark == "+" if mark else score < 0)
            mark = ""
            choices.append(korean_sets()[piece[1:-1]] if piece[0] == "{" else piece.strip("[]"))
    for chosen in product(*choices):
        yield Pattern(
            word="".join(chosen),
            tight=tuple(tight),
            core=core,
            end=len(choices) if stop is None else stop,
            left="<" in pattern,
            right=">" in pattern,
            score=score,
            own=own,
        )
