"""Everything the machine can say of comments, batch by batch."""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final

from opentube.comments.emoji import emoji_valence
from opentube.comments.language import language_of
from opentube.comments.morphology import KoreanNouns, english_terms
from opentube.comments.normalise import plain, words_only
from opentube.comments.sentiment import EnglishSentiment, KoreanSentiment
from opentube.comments.timestamps import find_timestamps
from opentube.comments.values import CommentLabels, Sentiment
from opentube.models.values import ModelRef

_RULES: Final = (
    ModelRef("language", "script-and-common-words", "1"),
    ModelRef("sentiment", "emoji-valence", "1"),
    ModelRef("keywords", "english-words", "1"),
    ModelRef("timestamps", "timestamp-grammar", "1"),
)
_EMOJI_NEUTRAL_BELOW: Final = 0.25
_NEARLY_ONE: Final = 0.9999


class Analyzer:
    """Labels comments. Models are loaded when they are first needed; one analyzer serves one thread.

    Args:
        threads: how many cores the models may use.
        keywords: False leaves ``CommentLabels.keywords`` empty and the morphological analyser unloaded.
    """

    def __init__(self, *, threads: int = 1, keywords: bool = True) -> None:
        self._threads = threads
        self._keywords = keywords

    @property
    def models(self) -> tuple[ModelRef, ...]:
        """Name and version of everything that makes labels, in order of task. Loads the models."""
        learned = [self._korean_sentiment.ref, self._english_sentiment.ref]
        if self._keywords:
            learned.append(self._korean_nouns.ref)
        return tuple(sorted((*_RULES, *learned)))

    def label(self, texts: Sequence[str], *, duration_s: float | None = None) -> list[CommentLabels]:
        """Label each text, in order; what else is in the batch changes nothing.

        Any string is taken, unpaired surrogates and NUL included; only its first ``normalise.MAX_CHARS`` characters
        are read. Timestamps later than ``duration_s`` seconds are left out.
        """
        readable = [plain(text) for text in texts]
        worded = [words_only(text) for text in readable]
        languages = [language_of(text) for text in worded]
        feelings = self._feelings(readable, worded, languages)
        terms = self._terms(worded, languages)
        return [
            CommentLabels(
                language=language,
                sentiment=sentiment,
                sentiment_score=score,
                timestamps_s=tuple(found.at_s for found in find_timestamps(text, duration_s)),
                keywords=keywords,
            )
            for text, language, (sentiment, score), keywords in zip(texts, languages, feelings, terms, strict=True)
        ]

    def stream(
        self, texts: Iterable[str], *, batch: int = 512, duration_s: float | None = None
    ) -> Iterator[CommentLabels]:
        """Label any number of texts in order, holding ``batch`` of them at a time."""
        iterator = iter(texts)
        while chunk := list(islice(iterator, batch)):
            yield from self.label(chunk, duration_s=duration_s)

    @cached_property
    def _korean_sentiment(self) -> KoreanSentiment:
        return KoreanSentiment(threads=self._threads)

    @cached_property
    def _english_sentiment(self) -> EnglishSentiment:
        return EnglishSentiment()

    @cached_property
    def _korean_nouns(self) -> KoreanNouns:
        return KoreanNouns(threads=self._threads)

    def _feelings(
        self, readable: Sequence[str], worded: Sequence[str], languages: Sequence[str]
    ) -> list[tuple[Sentiment, float]]:
        said: list[tuple[float, float] | None] = [None] * len(worded)
        for code in ("ko", "en"):
            chosen = [index for index, language in enumerate(languages) if language == code]
            if chosen:
                model = self._korean_sentiment if code == "ko" else self._english_sentiment
                scores = model.scores([worded[index] for index in chosen])
                for index, score in zip(chosen, scores.tolist(), strict=True):
                    said[index] = (score, model.neutral_below)
        wordless = (not any(map(str.isalpha, text)) for text in worded)
        valences = map(emoji_valence, readable)
        return [_combine(*evidence) for evidence in zip(said, valences, wordless, strict=True)]

    def _terms(self, worded: Sequence[str], languages: Sequence[str]) -> list[tuple[str, ...]]:
        terms: list[tuple[str, ...]] = [()] * len(worded)
        if not self._keywords:
            return terms
        korean = [index for index, language in enumerate(languages) if language == "ko"]
        if korean:
            found = self._korean_nouns.terms([worded[index] for index in korean])
            for index, keywords in zip(korean, found, strict=True):
                terms[index] = keywords
        for index, language in enumerate(languages):
            if language == "en":
                terms[index] = english_terms(worded[index])
        return terms


def _combine(said: tuple[float, float] | None, valence: float | None, wordless: bool) -> tuple[Sentiment, float]:
    """Add what emoji say to what words say, as evidence: on the scale of the inverse hyperbolic tangent."""
    if said is None:
        if valence is None and not wordless:
            return Sentiment.UNKNOWN, 0.0
        score, neutral_below = valence or 0.0, _EMOJI_NEUTRAL_BELOW
    else:
        score, neutral_below = said
        if valence is not None:
            score = math.tanh(math.atanh(max(-_NEARLY_ONE, min(_NEARLY_ONE, score))) + valence)
    score = round(score, 4)
    if abs(score) < neutral_below:
        return Sentiment.NEUTRAL, score
    return (Sentiment.POSITIVE if score > 0 else Sentiment.NEGATIVE), score
