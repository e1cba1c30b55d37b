"""The language of a comment, by rule: scripts first, common words for Latin letters."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Final

from opentube.comments.english_terms import lemma
from opentube.comments.keyness import background

UNDETERMINED: Final = "und"

_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTERS = re.compile(r"[^\W\d_]+")
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]+")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")),
    ("uk", re.compile("[ґєії]+", re.IGNORECASE)),
    ("ru", re.compile("[\u0400-\u052f]+")),
    ("fa", re.compile("[پچژگ]+")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+")),
    ("he", re.compile("[\u0590-\u05ff]+")),
    ("th", re.compile("[\u0e00-\u0e7f]+")),
    ("hi", re.compile("[\u0900-\u097f]+")),
    ("bn", re.compile("[\u0980-\u09ff]+")),
    ("ta", re.compile("[\u0b80-\u0bff]+")),
    ("te", re.compile("[\u0c00-\u0c7f]+")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")),
    ("ka", re.compile("[\u10a0-\u10ff]+")),
    ("hy", re.compile("[\u0530-\u058f]+")),
    ("km", re.compile("[\u1780-\u17ff]+")),
    ("my", re.compile("[\u1000-\u109f]+")),
    ("lo", re.compile("[\u0e80-\u0eff]+")),
)
_SCRIPT_SHARE: Final = 1 / 3
_HANGUL_SHARE: Final = 1 / 4
"""A Hangul syllable says as much as two or three Latin letters, so a quarter of the letters is half of the text."""
_ENGLISH_SHARE: Final = 1 / 4
_ENGLISH_VOCABULARY_SHARE: Final = 1 / 2
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MAX_WORDS: Final = 60


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of what a comment is written in, or ``und``.

    Args:
        text: what ``normalise.words_only`` returns; without letters the answer is ``und``.

    Korean needs a quarter of its letters to be Hangul (laughter such as ㅋㅋㅋ counts). Other scripts are named by
    their commonest language. Latin letters are ``en`` only where a fair share of the words is common English, another
    language only where its common words or letters outnumber the English ones. Without any common word the text is
    ``en`` where half of its words are known English ones, and ``und`` otherwise.
    """
    if text.isascii():
        return _latin(text)
    letters = _count(_LETTERS, text)
    if letters == 0:
        return UNDETERMINED
    if _count(_HANGUL, text) >= letters * _HANGUL_SHARE:
        return "ko"
    kana = _count(_SCRIPTS[0][1], text)
    for code, pattern in _SCRIPTS:
        found = _count(pattern, text) + (kana if code == "zh" else 0)
        wanted = 1 if code in {"uk", "fa"} else max(1, letters * _SCRIPT_SHARE)
        if code == "ja" and kana:
            found += _count(_SCRIPTS[1][1], text)
        if found >= wanted:
            return code
    return _latin(text)


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _latin(text: str) -> str:
    words = _LATIN_WORD.findall(text.lower().replace("’", "'"))[:_MAX_WORDS]
    if not words:
        return UNDETERMINED
    known, marks = _common_words()
    votes: Counter[str] = Counter()
    for word in words:
        votes.update(known.get(word, ()))
    for mark in _NOT_ASCII.findall(text.lower()):
        votes.update(marks.get(mark, ()))
    english = votes.pop("en", 0)
    if not english and not votes and text.isascii():
        vocabulary = background("en")
        known_words = sum(lemma(word) in vocabulary for word in words)
        return "en" if known_words >= len(words) * _ENGLISH_VOCABULARY_SHARE else UNDETERMINED
    other, most = max(votes.items(), key=lambda vote: vote[1], default=(UNDETERMINED, 0))
    if english > most or (english == most and english > 0 and text.isascii()):
        return "en" if english >= len(words) * _ENGLISH_SHARE else UNDETERMINED
    return other if most > english and most >= max(2, len(words) * _ENGLISH_SHARE) else UNDETERMINED


@cache
def _common_words() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    words: dict[str, tuple[str, ...]] = {}
    marks: dict[str, tuple[str, ...]] = {}
    for line in files("opentube.comments.lexicon").joinpath("latin.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, listed, *letters = line.rstrip().split("\t")
        for word in set(listed.split()):
            words[word] = (*words.get(word, ()), code)
        for letter in set("".join(letters)):
            marks[letter] = (*marks.get(letter, ()), code)
    return words, marks
