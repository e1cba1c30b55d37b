"""Comments of reports, and labels for any texts."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict, Unpack

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.downloads import PathLike, download
from opentube.client.models.comments import Comment, CommentCounts, CommentSort, HeldComment, HeldFlag, LabelField
from opentube.client.models.labels import LabelledTexts, Labels, Sentiment
from opentube.client.protocol import Id, given, parsed, place
from opentube.client.steps import Emit, Request, Steps, Stream

TEXTS_AT_ONCE = 1000


class CommentFilter(TypedDict, total=False):
    """Which comments; what is left out does not matter.

    ``moment_s`` is a moment of the video that they name, ``parent`` the comment that they answer, ``id`` some by name.
    """

    text: str
    sentiment: Sentiment | Sequence[Sentiment]
    language: str | Sequence[str]
    profane: bool
    abusive: bool
    spam: bool
    question: bool
    request: bool
    corrected: bool
    moment_s: float
    author: str
    parent: str
    replies: bool
    term: str | Sequence[str]
    id: str | Sequence[str]


class Comments(Resource[Mode]):
    """Comments with their labels."""

    @listing
    def list(
        self,
        report_id: Id,
        *,
        sort: CommentSort = "position",
        page_size: int = 200,
        **which: Unpack[CommentFilter],
    ) -> Stream[Comment]:
        """The comments of a report that pass a filter."""
        return self._protocol.pages(Comment, place("reports", report_id, "comments"), page_size, sort=sort, **which)

    @operation
    def count(self, report_id: Id, **which: Unpack[CommentFilter]) -> Steps[CommentCounts]:
        """How many comments pass a filter, and how many of them have each label."""
        return self._protocol.get(CommentCounts, place("reports", report_id, "comments:count"), **which)

    @operation
    def get(self, report_id: Id, comment_id: str) -> Steps[Comment]:
        """One comment."""
        return self._protocol.get(Comment, place("reports", report_id, "comments", comment_id))

    @listing
    def held(self, flag: HeldFlag | Sequence[HeldFlag] = (), *, page_size: int = 200) -> Stream[HeldComment]:
        """Comments with a flag over all videos, newest first; by default with any."""
        return self._protocol.pages(HeldComment, "moderation", page_size, flag=flag)

    @operation
    def correct(
        self,
        report_id: Id,
        comment_id: str,
        *,
        sentiment: Sentiment | None = None,
        language: str | None = None,
        profane: bool | None = None,
        abusive: bool | None = None,
        spam: bool | None = None,
        question: bool | None = None,
        request: bool | None = None,
    ) -> Steps[Comment]:
        """Put labels right; what is left out stays."""
        body = {
            "sentiment": sentiment,
            "language": language,
            "profane": profane,
            "abusive": abusive,
            "spam": spam,
            "question": question,
            "request": request,
        }
        return self._protocol.change(Comment, place("reports", report_id, "comments", comment_id), given(body))

    @operation
    def undo_corrections(
        self, report_id: Id, comment_id: str, fields: LabelField | Sequence[LabelField] = ()
    ) -> Steps[Comment]:
        """Let the machine's labels hold again, all or those that are named."""
        path = place("reports", report_id, "comments", comment_id, "corrections")
        return parsed(Comment, (yield from self._protocol.ask(Request("DELETE", path, given({"field": fields})))))

    @operation
    def save_training_data(self, to: PathLike) -> Steps[Path]:
        """Download every corrected comment as JSON lines."""
        return download(self._protocol, "corrections/training-data", Path(to))

    @listing
    def analyze(self, texts: Iterable[str], *, duration_s: float | None = None) -> Stream[Labels]:
        """Label any texts, however many, in their order. Nothing is stored.

        Args:
            texts: read and sent 1,000 at a time, as their labels are wanted.
            duration_s: how long the video is that they speak of; times past its end are none.
        """
        waiting = iter(texts)
        while chunk := tuple(itertools.islice(waiting, TEXTS_AT_ONCE)):
            body: Mapping[str, Any] = given({"texts": chunk, "duration_s": duration_s})
            done = yield from self._protocol.post(LabelledTexts, "comments:analyze", body, repeatable=True)
            for labels in done.items:
                yield Emit(labels)
