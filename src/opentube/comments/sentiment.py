"""Scores of sentiment, one class a model. See ``models/weights/sentiment_ko.md`` for the Korean one."""

import json
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from opentube.comments.ngrams import hash_ngrams
from opentube.comments.normalise import model_text
from opentube.models.folder import bundled
from opentube.models.values import ModelRef

_MAX_CHARS_AT_ONCE: Final = 200_000


class KoreanSentiment:
    """A linear model over hashed character n-grams, calibrated, run by ONNX Runtime.

    ``neutral_below``: scores nearer to 0 than this are neutral, as chosen on held-out data.
    """

    def __init__(self, *, threads: int = 1) -> None:
        import onnxruntime as ort  # noqa: PLC0415 - heavy, loaded on first use

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        weights = bundled("ko-char-ngram-linear").read_bytes()
        self._session = ort.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        about = json.loads(self._session.get_modelmeta().custom_metadata_map["opentube"])
        self.ref = ModelRef("sentiment", about["name"], about["version"])
        self.neutral_below = float(about["neutral_below"])
        self._orders = tuple(about["orders"])
        self._bits = int(about["bits"])

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the score in -1..1 of each text of ``normalise.words_only``, (len(texts),) float32.

        A score is 2p - 1, with p the calibrated probability that the text is positive rather than negative. Sums are
        of integers, so a text's score does not depend on what else is in the batch.
        """
        read = [model_text(text) for text in texts]
        parts: list[NDArray[np.float32]] = []
        start = chars = 0
        for index, text in enumerate(read):
            if chars + len(text) > _MAX_CHARS_AT_ONCE and index > start:
                parts.append(self._run(read[start:index]))
                start, chars = index, 0
            chars += len(text)
        if start < len(read):
            parts.append(self._run(read[start:]))
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _run(self, texts: Sequence[str]) -> NDArray[np.float32]:
        buckets, ends = hash_ngrams(texts, self._orders, self._bits)
        (scores,) = self._session.run(["score"], {"buckets": buckets, "ends": ends})
        return np.asarray(scores, dtype=np.float32)


class EnglishSentiment:
    """VADER (Hutto & Gilbert 2014): a lexicon and rules. Its authors' thresholds make the neutral band."""

    ref: Final = ModelRef("sentiment", "vader", "3.3.2")
    neutral_below: Final = 0.05

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - loaded on first use

        self._vader = SentimentIntensityAnalyzer()

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return VADER's compound score in -1..1 of each text, (len(texts),) float32."""
        compounds = (self._vader.polarity_scores(text)["compound"] for text in texts)
        return np.fromiter(compounds, dtype=np.float32, count=len(texts))
