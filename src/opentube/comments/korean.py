"""Sentiment, abuse, questions and requests in Korean. See ``models/weights/comments_ko.md``."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from opentube.comments.korean_requests import asks_in_form
from opentube.comments.ngrams import hash_ngrams
from opentube.comments.normalise import model_text
from opentube.comments.readings import Readings
from opentube.models.folder import bundled
from opentube.models.session import open_bundled
from opentube.models.values import ModelRef

if TYPE_CHECKING:
    _Map = Callable[[Callable[[list[int]], None], Iterable[list[int]]], Iterable[None]]

_TASKS: Final = ("sentiment", "abuse", "question", "request")
_MAX_CHARS_AT_ONCE: Final = 100_000
_MAX_TEXTS_AT_ONCE: Final = 32
_MAX_TOKENS_AT_ONCE: Final = 4096
_UNKNOWN_TOKEN: Final = 1
_FORM_OF_REQUEST: Final = 0.95
"""How often a comment with a form of asking is a request, among those written for training that are no spam."""

_LAUGHTER: Final = re.compile(r"[\s.!~^]*(?:[ㅋㅎ][\s.!~^]*){2,}")
_AMUSED: Final = (0.05, 0.25, 0.7)
"""What laughter and nothing else says: mostly praise, a judgement from reading comments under videos."""


class WeighedAnswers:
    """Logistic regressions over the logits of both models, calibrated as the model card says.

    Neutral is the answer from a probability of its own, chosen on held-out comments; else the likelier of positive and
    negative.

    Args:
        about: ``answers`` (weights and bias of each) and ``neutral_from``, as training writes them.
    """

    def __init__(self, about: Mapping[str, Any]) -> None:
        answers = about["answers"]
        self._names = tuple(answers)
        self._weights = np.array([answer["weights"] for answer in answers.values()], dtype=np.float32)
        self._biases = np.array([answer["bias"] for answer in answers.values()], dtype=np.float32)
        self._decided = np.float32(answers["neutral"]["decided"])
        self._neutral_from = float(about["neutral_from"])

    def __call__(self, logits: NDArray[np.float32]) -> Readings:
        """Answer for (texts, logits); sums in a fixed order, as a matrix product may differ with the batch's size."""
        combined = (logits[:, None, :] * self._weights).sum(axis=2) + self._biases
        odds = dict(zip(self._names, combined.T, strict=True))
        odds["neutral"] = odds["neutral"] + self._decided * np.abs(odds["polar"])
        read = {name: 1 / (1 + np.exp(-np.clip(value, -30, 30))) for name, value in odds.items()}
        neutral, positive = read["neutral"], read["polar"]
        decided = 1 - neutral
        sentiment = np.stack([decided * (1 - positive), neutral, decided * positive], axis=1)
        side = np.where(neutral >= self._neutral_from, 1, np.where(odds["polar"] > 0, 2, 0))
        return Readings(sentiment, side, read["abuse"], read["question"], read["request"])


class KoreanModels:
    """A Bi-LSTM over sub-words and linear models over hashed character n-grams, their logits weighed together."""

    def __init__(self, *, threads: int = 1) -> None:
        import sentencepiece  # noqa: PLC0415 - heavy, loaded on first use

        self._threads = threads
        self._lstm, about = open_bundled("ko-bilstm")
        self._linear, hashing = open_bundled("ko-char-ngrams")
        self._tokenizer = sentencepiece.SentencePieceProcessor(model_proto=bundled("ko-subwords").read_bytes())
        self.refs: tuple[ModelRef, ...] = tuple(ModelRef(task, "ko-bilstm-ngrams", about["version"]) for task in _TASKS)
        self._max_tokens = int(about["max_tokens"])
        self._weigh = WeighedAnswers(about)
        self._orders = tuple(hashing["orders"])
        self._bits = int(hashing["bits"])

    def read(self, texts: Sequence[str]) -> Readings:
        """Read texts of ``normalise.words_only``. What else is in the batch changes nothing."""
        readings = self._weigh(self._logits([model_text(text) for text in texts]))
        laughs = [row for row, text in enumerate(texts) if _LAUGHTER.fullmatch(text)]
        readings.sentiment[laughs], readings.side[laughs] = _AMUSED, 2
        forms = np.array([_FORM_OF_REQUEST if asks_in_form(text) else 0 for text in texts], dtype=np.float32)
        return replace(readings, request=np.maximum(readings.request, forms))

    def _logits(self, letters: Sequence[str]) -> NDArray[np.float32]:
        if self._threads == 1:
            return np.concatenate([self._subwords(letters, map), self._ngrams(letters)], axis=1)
        with ThreadPoolExecutor(self._threads) as pool:
            linear = pool.submit(self._ngrams, letters)
            return np.concatenate([self._subwords(letters, pool.map), linear.result()], axis=1)

    def _subwords(self, letters: Sequence[str], each: "_Map") -> NDArray[np.float32]:
        unknown = [_UNKNOWN_TOKEN]
        ids = [found[: self._max_tokens] or unknown for found in self._tokenizer.encode(list(letters))]
        logits = np.zeros((len(ids), self._lstm.get_outputs()[0].shape[1]), dtype=np.float32)
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))

        def run(rows: list[int]) -> None:
            tokens = np.zeros((max(2, len(rows)), len(ids[rows[-1]])), dtype=np.int32)
            lengths = np.ones(len(tokens), dtype=np.int32)
            for place, row in enumerate(rows):
                lengths[place] = len(ids[row])
                tokens[place, : lengths[place]] = ids[row]
            (found,) = self._lstm.run(["logits"], {"tokens": tokens, "lengths": lengths})
            logits[rows] = found[: len(rows)]

        list(each(run, _portions(order, ids)))
        return logits

    def _ngrams(self, letters: Sequence[str]) -> NDArray[np.float32]:
        parts = [np.zeros((0, self._linear.get_outputs()[0].shape[1]), dtype=np.float32)]
        start = chars = 0
        for index, text in enumerate([*letters, ""]):
            if index > start and (index == len(letters) or chars + len(text) > _MAX_CHARS_AT_ONCE):
                buckets, ends = hash_ngrams(letters[start:index], self._orders, self._bits)
                parts += self._linear.run(["logits"], {"buckets": buckets, "ends": ends})
                start, chars = index, 0
            chars += len(text)
        return np.concatenate(parts)


def _portions(order: Sequence[int], ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Rows of similar length together, since a batch is as long as its longest text."""
    rows: list[int] = []
    for row in order:
        if rows and (len(rows) == _MAX_TEXTS_AT_ONCE or (len(rows) + 1) * len(ids[row]) > _MAX_TOKENS_AT_ONCE):
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows
