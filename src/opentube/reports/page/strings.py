"""What the page says, in every language it speaks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

LANGUAGES = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text in all languages; in a template it becomes one ``<span lang>`` a language, of which CSS shows one."""

    texts: Mapping[str, Markup]

    def __html__(self) -> str:
        first = self.texts[LANGUAGES[0]]
        if all(text == first for text in self.texts.values()):
            return first
        return "".join(f'<span class="t" lang="{lang}">{self.texts[lang]}</span>' for lang in LANGUAGES)

    def attribute(self, name: str, lang: str) -> Markup:
        """The phrase as attribute ``name``, in ``lang`` until the page's script puts the reader's language there."""
        others = Markup(" ").join(
            Markup('data-{}="{}"').format(key, text.striptags()) for key, text in self.texts.items()
        )
        return Markup('{}="{}" data-t="{}" {}').format(name, self.texts[lang].striptags(), name, others)


@cache
def texts(name: str) -> dict[str, str | dict[str, str]]:
    """All texts of one file: a template, or templates by plural category (``one``, ``other``)."""
    source = files("opentube.reports.page").joinpath("strings", f"{name}.json")
    loaded: dict[str, str | dict[str, str]] = json.loads(source.read_text("utf-8"))
    return loaded


def say(key: str, **values: object) -> Phrase:
    """The phrase ``key`` with ``values`` filled in, escaped. ``count`` chooses between singular and plural.

    Raises:
        KeyError: no such phrase, or a value is missing.
    """
    return Phrase({lang: _fill(texts(lang)[key], lang, values) for lang in LANGUAGES})


def known(key: str) -> bool:
    """Whether there is a phrase ``key``."""
    return key in texts(LANGUAGES[0])


def same(text: object) -> Phrase:
    """``text``, escaped unless it is markup, in all languages."""
    return Phrase(dict.fromkeys(LANGUAGES, escape(text)))


def told(code: str | None, message: str) -> Phrase:
    """An error or notice: its Korean sentence by its code where there is one, else its message as it came."""
    korean = texts("codes.ko").get(code or "", message)
    return Phrase({"ko": escape(korean), "en": escape(message)})


def _fill(template: str | dict[str, str], lang: str, values: Mapping[str, object]) -> Markup:
    if isinstance(template, dict):
        template = template["one" if values["count"] == 1 else "other"]
    return Markup(template).format(**{name: _value(value, lang) for name, value in values.items()})  # noqa: S704 - packaged text


def _value(value: object, lang: str) -> Markup:
    if isinstance(value, Phrase):
        return value.texts[lang]
    return escape(f"{value:,}" if isinstance(value, int) else value)
