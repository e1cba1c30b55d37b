"""Everything the machine can say of comments, batch by batch."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from opentube.comments.emoji import emoji_valence
from opentube.comments.english import EnglishModels
from opentube.comments.english_terms import english_terms
from opentube.comments.feelings import feeling_of_words, feeling_without_words
from opentube.comments.korean import KoreanModels
from opentube.comments.language import language_of
from opentube.comments.morphology import KoreanTerms
from opentube.comments.normalise import plain, words_only
from opentube.comments.profanity import ProfanityDetector, WordLists
from opentube.comments.readings import FLAG_FROM
from opentube.comments.spam import SpamModel
from opentube.comments.timestamps import find_timestamps
from opentube.comments.values import CommentLabels, Sentiment
from opentube.models.values import ModelRef

_RULES: Final = (
    ModelRef("language", "script-and-common-words", "2"),
    ModelRef("sentiment", "emoji-valence", "1"),
    ModelRef("keywords", "english-terms", "2"),
    ModelRef("timestamps", "timestamp-grammar", "2"),
)


class _Reading(NamedTuple):
    sentiment: Sentiment
    score: float
    abuse: float | None = None
    question: bool | None = None
    request: bool | None = None


class _Words(NamedTuple):
    terms: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()


class SearchedLabels(NamedTuple):
    """The labels of a comment, and the stems of its Korean words, by which it can be found."""

    labels: CommentLabels
    stems: tuple[str, ...]


class Analyzer:
    """Labels comments. Models are loaded when they are first needed; one analyzer serves one thread.

    Args:
        threads: how many cores the models may use. From 2 on, words are analysed beside everything else.
        keywords: False leaves ``CommentLabels.keywords`` empty and the morphological analyser unloaded.
        words: what an owner calls profane besides, and what not.
    """

    def __init__(self, *, threads: int = 1, keywords: bool = True, words: WordLists | None = None) -> None:
        self._threads = threads
        self._keywords = keywords
        self._words = words or WordLists()

    @property
    def models(self) -> tuple[ModelRef, ...]:
        """Name and version of everything that makes labels, in order of task. Loads the models."""
        learned = [*self._korean.refs, *self._english.refs, self._spam.ref, self._profanity.ref]
        if self._keywords:
            learned.append(self._korean_terms.ref)
        return tuple(sorted((*_RULES, *learned)))

    def label(
        self, texts: Sequence[str], *, duration_s: float | None = None, profanity: ProfanityDetector | None = None
    ) -> list[CommentLabels]:
        """Label each text, in order; what else is in the batch changes nothing.

        Any string is taken, unpaired surrogates and NUL included; only its first ``normalise.MAX_CHARS`` characters
        are read. Timestamps later than ``duration_s`` seconds are left out. ``profanity`` replaces the analyzer's own
        detector, for one analyzer that serves several owners.
        """
        return [found.labels for found in self.label_for_search(texts, duration_s=duration_s, profanity=profanity)]

    def label_for_search(
        self, texts: Sequence[str], *, duration_s: float | None = None, profanity: ProfanityDetector | None = None
    ) -> list[SearchedLabels]:
        """What ``label`` says of each text, and its stems."""
        detector = profanity or self._profanity
        readable = [plain(text) for text in texts]
        worded = [words_only(text) for text in readable]
        languages = [language_of(text) for text in worded]
        with ThreadPoolExecutor(1) as beside:
            terms = beside.submit(self._terms, worded, languages) if self._threads > 1 else None
            readings = self._readings(readable, worded, languages)
            spam = self._spam.scores(readable).tolist()
            wordings = [detector.find(text) for text in texts]
            keywords = terms.result() if terms else self._terms(worded, languages)
        return [
            SearchedLabels(
                CommentLabels(
                    language=language,
                    sentiment=reading.sentiment,
                    sentiment_score=reading.score,
                    timestamps_s=tuple(found.at_s for found in find_timestamps(text, duration_s)),
                    keywords=own.terms,
                    profane=wording.profane,
                    profanity_score=wording.score,
                    profanity_spans=wording.spans,
                    abusive=None if reading.abuse is None else reading.abuse >= FLAG_FROM,
                    abuse_score=reading.abuse,
                    spam=bait >= FLAG_FROM,
                    spam_score=round(bait, 4),
                    question=reading.question,
                    request=reading.request and bait < FLAG_FROM,
                ),
                own.stems,
            )
            for text, language, reading, wording, bait, own in zip(
                texts, languages, readings, wordings, spam, keywords, strict=True
            )
        ]

    def stems(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """The stems of words that somebody looks for, taken for Korean, as ``label_for_search`` finds them in comments."""
        return [stems for _, stems in self._korean_terms.terms([words_only(plain(text)) for text in texts])]

    def stream(
        self, texts: Iterable[str], *, batch: int = 512, duration_s: float | None = None
    ) -> Iterator[CommentLabels]:
        """Label any number of texts in order, holding ``batch`` of them at a time."""
        iterator = iter(texts)
        while chunk := list(islice(iterator, batch)):
            yield from self.label(chunk, duration_s=duration_s)

    @cached_property
    def _korean(self) -> KoreanModels:
        return KoreanModels(threads=self._threads)

    @cached_property
    def _english(self) -> EnglishModels:
        return EnglishModels(threads=self._threads)

    @cached_property
    def _spam(self) -> SpamModel:
        return SpamModel(threads=self._threads)

    @cached_property
    def _profanity(self) -> ProfanityDetector:
        return ProfanityDetector(self._words)

    @cached_property
    def _korean_terms(self) -> KoreanTerms:
        return KoreanTerms(threads=self._threads)

    def _readings(self, readable: Sequence[str], worded: Sequence[str], languages: Sequence[str]) -> list[_Reading]:
        valences = [emoji_valence(text) for text in readable]
        found: dict[int, _Reading] = {}
        for code in ("ko", "en"):
            chosen = [index for index, language in enumerate(languages) if language == code]
            if not chosen:
                continue
            model = self._korean if code == "ko" else self._english
            read = model.read([worded[index] for index in chosen])
            for place, index in enumerate(chosen):
                found[index] = _Reading(
                    *feeling_of_words(read.sentiment[place], int(read.side[place]), valences[index]),
                    round(float(read.abuse[place]), 4),
                    bool(read.question[place] >= FLAG_FROM),
                    bool(read.request[place] >= FLAG_FROM),
                )
        return [
            found[index] if index in found else _unread(valence, text)
            for index, (valence, text) in enumerate(zip(valences, worded, strict=True))
        ]

    def _terms(self, worded: Sequence[str], languages: Sequence[str]) -> list[_Words]:
        found = [_Words()] * len(worded)
        if not self._keywords:
            return found
        korean = [index for index, language in enumerate(languages) if language == "ko"]
        if korean:
            read = self._korean_terms.terms([worded[index] for index in korean])
            for index, words in zip(korean, read, strict=True):
                found[index] = _Words(*words)
        for index, language in enumerate(languages):
            if language == "en":
                found[index] = _Words(english_terms(worded[index]))
        return found


def _unread(valence: float | None, text: str) -> _Reading:
    wordless = not any(map(str.isalpha, text))
    feeling = feeling_without_words(valence, wordless=wordless)
    return _Reading(*feeling, abuse=0.0, question=False, request=False) if wordless else _Reading(*feeling)
