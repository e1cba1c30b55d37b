"""The terms of Korean comments: nouns, names and compounds; verbs and adjectives in dictionary form."""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Final, cast

from opentube.comments.lexicon import words
from opentube.comments.normalise import limit_runs
from opentube.comments.search import MAX_WORD_CHARS
from opentube.comments.terms import TermKind
from opentube.models.values import ModelRef

if TYPE_CHECKING:
    from kiwipiepy import Token

    _Tokenize = Callable[[Iterable[str]], Iterable[Sequence[Token]]]

_ROOT: Final = "XR"
_STEMS: Final = frozenset({"NNG", "NNP", "SL", "XPN", _ROOT})
_PREDICATES: Final = ("VV", "VA")
_SEARCHED: Final = frozenset({"NNG", "NNP", "NR", "SL", "SN", "MAG", _ROOT})
_TO_ADJECTIVE: Final = "XSA"
_TO_VERB: Final = "XSV"
_NOUN_SUFFIX: Final = "XSN"
_NOUN_SUFFIXES: Final = frozenset({"화", "꾼", "력", "감", "증", "론", "권", "률"})
_CUTOFF: Final = 5.0
"""Readings this much less likely than the best so far are dropped: a tenth less time than with Kiwi's 8, 0.4 % other terms."""
_MAX_PARTS: Final = 3
_MAX_TERM_CHARS: Final = 30
_LAUGHTER = re.compile("[\u1100-\u11ff\u3131-\u318e]|^(.{1,2})\\1+$")
_HANDLE = re.compile(r"(?<!\w)[A-Za-z][A-Za-z0-9.]*_\w*", re.ASCII)


class KoreanTerms:
    """Terms as Kiwi finds them. Loading takes seconds; all objects of a process share what was loaded."""

    def __init__(self, *, threads: int = 1) -> None:
        import kiwipiepy  # noqa: PLC0415 - heavy, loaded on first use

        self._tokenize = _tokenizer(threads)
        self.ref = ModelRef("keywords", "kiwi-terms", f"{kiwipiepy.__version__}-2")

    def terms(self, texts: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield the terms and the stems of each text of ``normalise.words_only``, each once, in order of appearance.

        Neighbouring nouns without a space between them are one term of at most three parts (``홍콩반점``). Verbs and
        adjectives end in ``다`` (``먹다``, ``행복하다``); of a noun with ``하다`` that is a verb only the noun is given.
        Stop words, particles, laughter, single letters and names of accounts (``some_one``) are left out. Stems are
        for search: every noun, root and adverb by itself, and predicates in dictionary form, stop words included. One
        pass of the analyser a call.
        """
        stop, single = words("stop_ko.txt"), words("single_ko.txt")
        for tokens in self._tokenize(limit_runs(_HANDLE.sub(" ", text)) for text in texts):
            terms = dict.fromkeys(term.lower() for term in _found(tokens, stop))
            yield tuple(term for term in terms if _tells(term, stop, single)), _stems(tokens)

    def kinds(self, terms: Sequence[str]) -> list[TermKind]:
        """Tell what each term is when it stands alone: what Kiwi's dictionary lacks is a coinage.

        Words in ``다`` are asked with another ending, so that ``바다`` stays a noun.
        """
        asked = [term.removesuffix("다") + "지만" if term.endswith("다") else term for term in terms]
        return [
            (_predicate(other) if term.endswith("다") else None) or _nominal(itself)
            for term, other, itself in zip(terms, self._tokenize(asked), self._tokenize(terms), strict=True)
        ]

    def splits(self, written: Sequence[str]) -> list[bool]:
        """Tell of each written word whether Kiwi cannot know it: it guesses, or sees pieces that make no noun."""
        return [_is_torn(tokens) for tokens in self._tokenize(written)]


@cache
def _tokenizer(threads: int) -> "_Tokenize":
    import kiwipiepy  # noqa: PLC0415 - heavy, loaded on first use

    # Without a thread of its own the process may fork, and its children share what is loaded: 260 MB.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        kiwi = kiwipiepy.Kiwi(num_workers=threads if threads > 1 else 0)
    kiwi.global_config.cutoff_threshold = _CUTOFF
    tokenize = partial(kiwi.tokenize, normalize_coda=False)
    return cast("_Tokenize", tokenize) if threads > 1 else partial(map, tokenize)


def _found(tokens: "Sequence[Token]", stop: frozenset[str]) -> Iterator[str]:  # noqa: C901 - one pass: this runs for every token of every comment
    run, parts, end, hidden = "", 0, -1, False
    for token in tokens:
        tag, start = token.tag, token.start
        touches = start == end
        if tag in _STEMS:
            form, end = token.form, start + token.len
            hides = tag == _ROOT or form in stop
            if touches and run and parts < _MAX_PARTS and not hides and not hidden:
                run, parts = run + form, parts + 1
                continue
            if run and not hidden:
                yield run
            run, parts, hidden = form, 1, hides
            continue
        if touches and run:
            if tag == _NOUN_SUFFIX and token.form in _NOUN_SUFFIXES:
                run, end = run + token.form, start + token.len
                continue
            if tag.startswith(_TO_ADJECTIVE) or (hidden and tag.startswith(_TO_VERB) and run not in stop):
                yield f"{run}{token.form}다"
                run = ""
        if run and not hidden:
            yield run
        run = ""
        if tag.startswith(_PREDICATES):
            yield token.lemma
    if run and not hidden:
        yield run


def _stems(tokens: "Sequence[Token]") -> tuple[str, ...]:
    found: dict[str, None] = {}
    for token in tokens:
        tag = token.tag
        if tag in _SEARCHED:
            found[token.form.lower()] = None
        elif tag.startswith(_PREDICATES):
            found[token.lemma] = None
    return tuple(stem for stem in found if len(stem) <= MAX_WORD_CHARS and " " not in stem)


def _tells(term: str, stop: frozenset[str], single: frozenset[str]) -> bool:
    if term in stop or len(term) > _MAX_TERM_CHARS or _LAUGHTER.search(term):
        return False
    return len(term) > 1 or term in single


def _predicate(tokens: "Sequence[Token]") -> TermKind | None:
    if len(tokens) < 2 or not tokens[-1].tag.startswith("E"):  # noqa: PLR2004 - a stem and an ending
        return None
    stem = tokens[-2].tag
    if stem.startswith(("VA", _TO_ADJECTIVE)):
        return TermKind.ADJECTIVE
    return TermKind.VERB if stem.startswith(("VV", "VX", _TO_VERB)) else None


def _nominal(tokens: "Sequence[Token]") -> TermKind:
    if any(token.oov for token in tokens):
        return TermKind.COINAGE
    return TermKind.NAME if any(token.tag == "NNP" for token in tokens) else TermKind.NOUN


def _is_torn(tokens: "Sequence[Token]") -> bool:
    tags = [token.tag for token in tokens]
    if any(token.oov for token in tokens):
        return True
    return "ETM" not in tags and not tags[-1].startswith(("E", "J")) and any(tag[0] in "VEJ" for tag in tags)
