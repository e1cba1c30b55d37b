"""Sentences in Korean and English from templates: ``sentences/ko.json`` and ``sentences/en.json``.

A template names values as ``str.format`` does. What follows the colon is applied in order: ``count`` (1,234),
``percent`` (a share of 1), ``clock`` (1:02:03), ``quoted``, ``text``; ``one|many`` chooses by number; ``은/는`` adds the
particle that fits.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from opentube.reports.figures import clock, percent
from opentube.reports.particles import with_particle

LANGUAGES: Final = ("ko", "en")
LONGEST: Final = 60
"""Quoted words are cut to this many characters."""

Value = str | int | float
Texts = dict[str, str]


class _Shown:
    def __init__(self, value: Value, lang: str) -> None:
        self._value, self._lang = value, lang

    def __format__(self, spec: str) -> str:
        text = str(self._value)
        kind, _, particle = spec.rpartition(" ") if "/" in spec else (spec, "", "")
        match kind:
            case _ if "|" in kind:
                one, many = kind.split("|")
                text = one if self._value == 1 else many
            case "count":
                text = f"{self._value:,}"
            case "percent":
                text = percent(float(self._value), 1)
            case "clock":
                text = clock(float(self._value))
            case "quoted":
                text = f"‘{text}’" if self._lang == "ko" else f"“{text}”"
        return with_particle(text, particle) if particle else text


def word(code: str, **values: Value | Texts) -> Texts:
    """The template ``code`` in every language; a value that differs by language is given as texts."""
    return {lang: _fill(code, lang, values) for lang in LANGUAGES}


def listed(items: Sequence[Texts]) -> Texts:
    """Several texts as one: with commas, in English an "and" before the last."""
    return {lang: _join([item[lang] for item in items], lang) for lang in LANGUAGES}


def length(seconds: float) -> Texts:
    """A length of time, to two units."""
    whole = max(1, round(seconds))
    if whole >= 3600:  # noqa: PLR2004
        return word("hours", hours=whole // 3600, minutes=whole // 60 % 60)
    if whole >= 60:  # noqa: PLR2004
        return word("minutes", minutes=whole // 60, seconds=whole % 60)
    return word("seconds", seconds=whole)


def quotable(text: str) -> str:
    """Words of others as one line: without marks that turn or hide text, and cut where too long."""
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in text)
    line = " ".join(kept.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _fill(code: str, lang: str, values: Mapping[str, Value | Texts]) -> str:
    shown = {name: _Shown(value[lang] if isinstance(value, dict) else value, lang) for name, value in values.items()}
    return _templates(lang)[code].format_map(shown)


def _join(items: Sequence[str], lang: str) -> str:
    templates = _templates(lang)
    head = templates["and"].join(items[:-1])
    return templates["last"].join([head, items[-1]]) if head else "".join(items)


@cache
def _templates(lang: str) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(
        files("opentube.reports").joinpath("sentences", f"{lang}.json").read_text("utf-8")
    )
    return loaded
