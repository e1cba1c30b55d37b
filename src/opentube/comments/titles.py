"""A few words for a moment, in the words of those who point at it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log1p
from typing import Final

from opentube.comments.normalise import limit_runs, plain, words_only
from opentube.comments.timestamps import Timestamp

MAX_TITLE: Final = 40
"""Titles are cut at a word to this many characters."""
_KEPT: Final = 160
_BEST_LENGTH: Final = range(4, 26)

_LAUGHTER = re.compile(
    r"[ㅋㅎㅠㅜㄷㅇㅡ]{2,}|[ㅋㅎㅠㅜ]|\b(?:a?(?:ha){2,}h?|lo+l+|lmf?ao+|rofl|x+d+)\b|[킄큨큌캬캌]{2,}",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<!\S)[\u3131-\u318e]+(?!\S)")
_TIME_LEFT = re.compile(
    r"^[\s\])}>:：|,.~–—·•→=*_\"'-]*(?:(?:초|분)(?=\s|쯤|에|부터|정도|경)|초)?(?:쯤|정도|경|즈음)?\s?(?:에서|에|부터|까지|처럼|이랑|랑|는|은|도|의)?(?=\s|$)"
)
_LEAD_LEFT = re.compile(r"(?:\b(?:at|in|from|around|to|the)|@)\s*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s+|$)")
_EDGES: Final = " \t\n-–—~:：·•|/\\,.;=*_#→<>[](){}\"'“”‘’…"
_ENDINGS = re.compile(r"(?:네|다|음|냐|임|요|누|넹|냉|지|죠)+$")
_MARKS = re.compile(r"([!?.,~…^;])\1+")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one comment says of a moment: ``words_at`` of the comment, and the comment's likes."""

    text: str
    likes: int = 0


def words_at(text: str, found: Sequence[Timestamp], index: int) -> str:
    """What a comment says of ``found[index]``: what follows, up to the next timestamp or the end of the line.

    What leads to it counts instead where nothing follows, or where the only timestamp stands late in a sentence.

    Args:
        text: the comment.
        found: all its timestamps, from ``find_timestamps``.
        index: which of them.

    Returns:
        Plain words without times, laughter and pictographs, empty when there are none.
    """
    last = index + 1 if index + 1 < len(found) and found[index + 1].closes else index
    end = found[last + 1].start if last + 1 < len(found) else len(text)
    after = text[found[last].end : end].lstrip(" \t")
    if after.startswith("\n") and index == 0 and len(found) == last + 1:
        after = after.lstrip()
    said = _clean(_TIME_LEFT.sub("", after.partition("\n")[0]))
    begin = found[index - 1].end if index else 0
    before = text[begin : found[index].start].rpartition("\n")[2][-_KEPT:]
    led = _clean(_LEAD_LEFT.sub("", _SENTENCE_END.split(before.rstrip())[-1] or before))
    alone = "\n" in text[begin : found[index].start] + "\n" * (not index) and "\n" in after + "\n" * (end == len(text))
    late = alone and not _SENTENCE_END.search(before) and len(led) > len(said)
    return led if late or not said else said


def _clean(text: str) -> str:
    words = _INITIALS.sub(" ", _LAUGHTER.sub(" ", words_only(plain(text[: 2 * _KEPT]))))
    said = _SPACE.sub(" ", _MARKS.sub(r"\1", limit_runs(words))).strip(_EDGES)[:_KEPT]
    return said.partition("(")[0].rstrip() if "(" in said and ")" not in said else said


def title_of(said: Sequence[Utterance]) -> str | None:
    """The utterance that best stands for all: it shares its words with many, was liked, is short, and tells something.

    Pairs of letters that several utterances share count; words that only react (lexicon/reactions.txt) do not. The
    order of ``said`` does not matter. None when nobody says anything but the time.
    """
    content = {each: _content(each.text) for each in said}
    shared = Counter(pair for pairs in map(_pairs, content.values()) for pair in pairs)
    best = min(
        (each for each in content if any(map(str.isalpha, each.text))),
        key=lambda each: (-_worth(each, content[each], shared), len(each.text), each.text, -each.likes),
        default=None,
    )
    return _cut(best.text) if best else None


def _worth(utterance: Utterance, words: list[str], shared: Counter[str]) -> float:
    pairs = _pairs(words)
    agreed = sum(log1p(shared[pair] - 1) for pair in pairs) / (len(pairs) + 6)
    length = len(utterance.text)
    fit = 1.0 if length in _BEST_LENGTH else 0.6 if length <= MAX_TITLE else 0.35
    return (1.0 if words else 0.2) * fit * (1 + 4 * agreed + log1p(max(0, utterance.likes)) / 4)


def _content(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return [word for word in words if not word.isdecimal() and not _reacts(word)]


def _reacts(word: str) -> bool:
    if word.isascii():
        return word in _reactions()
    return any(word[:size] in _reactions() for size in range(len(word), max(1, len(word) - 4), -1)) or (
        _ENDINGS.sub("", word) in _reactions()
    )


def _pairs(words: Sequence[str]) -> set[str]:
    return {word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))}


def _cut(text: str) -> str:
    if len(text) <= MAX_TITLE:
        return text
    head = text[: MAX_TITLE - 1]
    return (head.rpartition(" ")[0] if " " in head[MAX_TITLE // 2 :] else head).rstrip(_EDGES) + "…"


@cache
def _reactions() -> frozenset[str]:
    lines = files("opentube.comments.lexicon").joinpath("reactions.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
