"""Sub-words: a unigram language model (Kudo 2018) over everything Korean that may be used."""

import lzma
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import sentencepiece

from training.korean.data import Example, prepare

VOCABULARY: Final = 24_000
COVERAGE: Final = 0.9997
LONGEST: Final = 8


def train_subwords(examples: Sequence[Example], folder: Path, work: Path) -> Path:
    """Write ``work/subwords.model`` unless it is there, and return its path. News comments without labels are read, too."""
    model = work / "subwords.model"
    if model.exists():
        return model
    corpus = work / "subwords.txt"
    with corpus.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{example.text}\n" for example in examples)
        with lzma.open(folder / "abuse_ko/unlabelled_news_comments.tsv.xz", "rt", encoding="utf-8") as news:
            lines.writelines(f"{prepare(line)}\n" for line in news)
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(model.with_suffix("")),
        vocab_size=VOCABULARY,
        character_coverage=COVERAGE,
        model_type="unigram",
        normalization_rule_name="identity",
        max_sentencepiece_length=LONGEST,
        pad_id=0,
        unk_id=1,
        bos_id=-1,
        eos_id=-1,
        input_sentence_size=700_000,
        shuffle_input_sentence=True,
        minloglevel=1,
    )
    return model
