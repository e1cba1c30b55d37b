"""The nouns of comments: Kiwi for Korean, a simple tokenizer for English."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from opentube.comments.lexicon import words
from opentube.comments.normalise import limit_runs
from opentube.models.values import ModelRef

if TYPE_CHECKING:
    from kiwipiepy import Token

_NOUNS: Final = frozenset({"NNG", "NNP", "SL"})
_PREFIX: Final = "XPN"
_TO_ADJECTIVE: Final = "XSA"
_NOUN_SUFFIXES: Final = frozenset({"화", "꾼", "력", "감", "증", "론", "권", "률"})
_MAX_PARTS: Final = 3
_MAX_TERM_CHARS: Final = 30
_LAUGHTER = re.compile("[\u1100-\u11ff\u3131-\u318e]|^(.{1,2})\\1+$")
_ENGLISH_WORD = re.compile(r"[a-z][a-z'’]+")
_HANDLE = re.compile(r"(?<!\w)[A-Za-z][A-Za-z0-9.]*_\w*", re.ASCII)
_ENGLISH_ENDING = re.compile("...(?:ing|ed|ly)$")


class KoreanNouns:
    """Nouns, names and foreign words as Kiwi finds them, compounds joined. Loading takes seconds."""

    def __init__(self, *, threads: int = 1) -> None:
        import kiwipiepy  # noqa: PLC0415 - heavy, loaded on first use

        self._kiwi = kiwipiepy.Kiwi(num_workers=threads)
        self.ref = ModelRef("keywords", "kiwi-nouns", kiwipiepy.__version__)

    def terms(self, texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the terms of each text of ``normalise.words_only``, each once, in order of appearance.

        Neighbouring nouns without a space between them are one term of at most three parts (``홍콩반점``). Stop words,
        laughter, single letters and names of accounts (``some_one``) are left out. One pass of the analyser a call.
        """
        stop = words("stop_ko.txt")
        for tokens in self._kiwi.tokenize(limit_runs(_HANDLE.sub(" ", text)) for text in texts):
            terms = (term.lower() for term in _runs(tokens, stop))
            yield tuple(dict.fromkeys(term for term in terms if _tells(term, stop)))


def english_terms(text: str) -> tuple[str, ...]:
    """Return the lower-case words of the text, each once, in order of appearance.

    Stop words are left out, and words with the endings of verbs and adverbs.
    """
    stop = words("stop_en.txt")
    found = (
        word.replace("’", "'").removesuffix("'s").strip("'")
        for word in _ENGLISH_WORD.findall(_HANDLE.sub(" ", text).lower())
    )
    return tuple(dict.fromkeys(word for word in found if _tells(word, stop) and not _ENGLISH_ENDING.search(word)))


def _runs(tokens: "Sequence[Token]", stop: frozenset[str]) -> Iterator[str]:
    run: list[Token] = []
    for token in tokens:
        joins = token.form not in stop and (
            token.tag in _NOUNS or (token.tag == "XSN" and bool(run) and token.form in _NOUN_SUFFIXES)
        )
        touches = bool(run) and token.start == run[-1].start + run[-1].len
        if joins and touches and len(run) < _MAX_PARTS:
            run.append(token)
            continue
        if run and not (touches and token.tag == _TO_ADJECTIVE):
            yield "".join(part.form for part in run)
        run = [token] if joins or token.tag == _PREFIX else []
    if run:
        yield "".join(part.form for part in run)


def _tells(term: str, stop: frozenset[str]) -> bool:
    if term in stop or len(term) > _MAX_TERM_CHARS or _LAUGHTER.search(term):
        return False
    return len(term) > 1 or term in words("single_ko.txt")
