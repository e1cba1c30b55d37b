"""The terms of English comments: words in dictionary form, and names of several words."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from opentube.comments.lexicon import words
from opentube.comments.terms import TermKind

_MAX_TERM_CHARS: Final = 30
_MAX_NAME_WORDS: Final = 3
_TITLE_CASE: Final = 0.9
_TITLE_WORDS: Final = 4
_WORD = re.compile(r"[A-Za-z][A-Za-z]*(?:['’][A-Za-z]+)?")
_HANDLE = re.compile(r"(?<!\w)[A-Za-z][A-Za-z0-9.]*_\w*", re.ASCII)
_NAME_GAP = re.compile(r" |-")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?:\"(\n])\W*$")
_LAUGHTER = re.compile(
    r"(?:a?(?:ha|he|hi|ho|xo)+h?|l+o+l+s*|lmf?a+o+|rofl+|x+d+|h+m+|o+h+|a+h+|u+h+|wo+w+|y+a+s+|u+g+h+|o+m+g+|m+)$"
)
_STRETCHED = re.compile(r"(.)\1{2,}")
_VOWELS: Final = "aeiou"
_ADVERB: Final = "ly"
_SINGULAR_ENDINGS: Final = ("ss", "us", "is", "os", "as", "ys")
_SHORTEST_PLURAL: Final = 4


def english_terms(text: str) -> tuple[str, ...]:
    """Return the terms of the text, lower case, each once, in order of appearance.

    Words are given in dictionary form (``cooked`` → ``cook``, ``guitars`` → ``guitar``); up to three capitalised words in
    a row are one name (``gordon ramsay``). Stop words, laughter, adverbs, single letters and names of accounts
    (``some_one``) are left out.
    """
    return tuple(dict.fromkeys(term for term in _found(_HANDLE.sub(" ", text)) if len(term) <= _MAX_TERM_CHARS))


def english_kind(term: str) -> TermKind:
    """Tell what a term of ``english_terms`` is; a noun where no list says otherwise."""
    if " " in term:
        return TermKind.NAME
    if term in words("adjectives_en.txt"):
        return TermKind.ADJECTIVE
    verb = _forms().get(term) == term and term not in words("nouns_en.txt")
    return TermKind.VERB if verb else TermKind.NOUN


@cache
def lemma(word: str) -> str:
    """Return the dictionary form of a lower-case English word, by list and rule."""
    if word in words("adjectives_en.txt") or word in words("unchanged_en.txt"):
        return word
    known = _forms().get(word) or _plurals().get(word)
    if known:
        return known
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_SINGULAR_ENDINGS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes", "zzes")) else word[:-1]


def _found(text: str) -> Iterator[str]:
    matches = list(_WORD.finditer(text))
    capitals = sum(match[0][0].isupper() for match in matches)
    names = len(matches) < _TITLE_WORDS or capitals < _TITLE_CASE * len(matches)
    run: list[str] = []
    end = -1
    for match in matches:
        written = match[0]
        word = written.lower().replace("’", "'").removesuffix("'s")
        term = lemma(word)
        tells = _tells(word, term)
        proper = names and tells and written[0].isupper() and not written.isupper()
        if run and not (proper and len(run) < _MAX_NAME_WORDS and _NAME_GAP.fullmatch(text[end : match.start()])):
            yield _name(run)
            run = []
        if proper and (
            run or not (_is_common(term) and _STARTS_SENTENCE.search(text[max(0, match.start() - 8) : match.start()]))
        ):
            run.append(word)
        elif tells:
            yield term
        end = match.end()
    if run:
        yield _name(run)


def _name(run: list[str]) -> str:
    return " ".join(run) if len(run) > 1 else lemma(run[0])


def _tells(word: str, term: str) -> bool:
    stop = words("stop_en.txt")
    if len(word) == 1 or "'" in word or word in stop or term in stop or _LAUGHTER.match(word):
        return False
    if _STRETCHED.search(word) and not stop.isdisjoint(_STRETCHED.sub(kept, word) for kept in (r"\1", r"\1\1")):
        return False
    return not (word.endswith(_ADVERB) and _is_adverb(word))


def _is_adverb(word: str) -> bool:
    return word not in words("unchanged_en.txt") and word not in words("adjectives_en.txt")


def _is_common(term: str) -> bool:
    return term in words("adjectives_en.txt") or term in _forms()


@cache
def _plurals() -> dict[str, str]:
    return dict(entry.split("=") for entry in words("plurals_en.txt"))


@cache
def _forms() -> dict[str, str]:
    """Every form of the listed verbs, with its base."""
    forms: dict[str, str] = {}
    listed = [entry.split("=") for entry in sorted(words("verbs_en.txt"))]
    for base, *past in listed:
        for form in (base, *past):
            forms[form] = base
    for base, *_ in sorted(listed, key=lambda entry: not entry[0].endswith("e")):
        for form in _inflected(base):
            forms.setdefault(form, base)
    return forms


def _inflected(base: str) -> Iterator[str]:
    if base.endswith("y") and base[-2] not in _VOWELS:
        yield base[:-1] + "ies"
        stem, before_ing = base[:-1] + "i", base
    else:
        yield base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        stem = before_ing = base.removesuffix("e") if not base.endswith("ee") else base
        if base.endswith("ie"):
            before_ing = base[:-2] + "y"
    doubled = base[-1] not in "aeiouwxy" and base[-2] in _VOWELS and base[-3:-2] not in tuple(_VOWELS)
    for ending, start in (("ing", before_ing), ("ed", stem)):
        yield start + ending
        if doubled:
            yield base + base[-1] + ending
