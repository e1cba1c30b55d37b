"""Labelling a file of comments: its batches, their lines, and going on with an output that was cut off."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from itertools import chain, islice
from typing import Any, BinaryIO, Final

from opentube.comments.analyzer import Analyzer
from opentube.comments.profanity.values import WordLists
from opentube.comments.values import CommentLabels
from opentube.errors import UserError
from opentube.sources.values import CommentRecord

Batch = Sequence[tuple[str, str]]
"""Id and text of comments that follow each other."""

_COMMENTS: Final = 512
_CHARS: Final = 1 << 20
_FIRST_USE: Final = ("첫 댓글 잘 봤습니다", "the first comment of all")
_LABELS: Final = tuple(field.name for field in fields(CommentLabels))


class OutputDiffers(UserError):
    """The output was made from another input, or with other options or models; leave --resume out to start anew."""

    code = "output_differs"


@dataclass(frozen=True)
class LineLabeller:
    """Turns batches into lines of the output, as bytes. Another process gets the options and loads for itself."""

    duration_s: float | None = None
    words: WordLists | None = None

    def __call__(self, batch: Batch) -> bytes:
        """One JSON object a line for each comment."""
        labels = self._analyzer.label([text for _, text in batch], duration_s=self.duration_s)
        rows = ({"id": id_, "text": text, **_as_dict(found)} for (id_, text), found in zip(batch, labels, strict=True))
        return b"".join(map(_line, rows))

    def load(self) -> bytes:
        """Load everything that is loaded on first use. Returns the line that names the models."""
        self([("", text) for text in _FIRST_USE])
        return _line({"models": [asdict(model) for model in self._analyzer.models]})

    def __reduce__(self) -> tuple[type["LineLabeller"], tuple[float | None, WordLists | None]]:
        return LineLabeller, (self.duration_s, self.words)

    @cached_property
    def _analyzer(self) -> Analyzer:
        return Analyzer(threads=1, words=self.words)


def batches(comments: Iterable[CommentRecord]) -> Iterator[Batch]:
    """Cut comments into batches that are small in number and in length; the same comments are cut the same."""
    batch: list[tuple[str, str]] = []
    chars = 0
    for comment in comments:
        batch.append((comment.external_id, comment.text))
        chars += len(comment.text)
        if len(batch) == _COMMENTS or chars > _CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def resume(output: BinaryIO, header: bytes, given: Iterator[Batch], label: LineLabeller) -> Iterator[Batch]:
    """Cut ``output`` after its last whole batch and return the batches that are still to do.

    Each line that is there must begin with its comment's id and text; the first batch, the last whole one and
    whatever follows it must be what the models say now, to the byte.

    Raises:
        OutputDiffers: they are not.
    """
    start = output.read(len(header))
    if start != header:
        _same(header.startswith(start))
        output.truncate(0)
        output.seek(0)
        output.write(header)
        return given
    first = True
    unsure: tuple[Batch, bytes] | None = None
    for batch in given:
        place = output.tell()
        lines = list(islice(output, len(batch)))
        written = b"".join(lines)
        if len(lines) < len(batch) or not written.endswith(b"\n"):
            _check(unsure, label)
            _same(label(batch).startswith(written))
            output.seek(place)
            output.truncate()
            return chain([batch], given)
        _same(all(line.startswith(_beginning(comment)) for line, comment in zip(lines, batch, strict=True)))
        unsure = batch, written
        if first:
            _check(unsure, label)
            first = False
    _check(unsure, label)
    _same(not output.read(1))
    return iter(())


def _check(found: tuple[Batch, bytes] | None, label: LineLabeller) -> None:
    _same(found is None or label(found[0]) == found[1])


def _same(is_same: bool) -> None:
    if not is_same:
        raise OutputDiffers


def _beginning(comment: tuple[str, str]) -> bytes:
    return _line(dict(zip(("id", "text"), comment, strict=True))).removesuffix(b"}\n") + b", "


def _as_dict(labels: CommentLabels) -> dict[str, Any]:
    return {name: getattr(labels, name) for name in _LABELS}


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
