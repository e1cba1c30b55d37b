"""Comments out of files: yt-dlp's info.json, other JSON, JSONL, CSV and TSV, plain or compressed, streamed."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from io import BufferedReader
from pathlib import Path

from opentube.sources.columns import checked_mapping, text_missing
from opentube.sources.comment_formats import (
    CommentFormat,
    Row,
    as_row,
    detect_format,
    format_by_suffix,
    jsonl_rows,
    table_rows,
)
from opentube.sources.comment_rows import RowReader
from opentube.sources.file_errors import FileUnreadable
from opentube.sources.file_notices import FileNotice, NoticeTally
from opentube.sources.file_text import CommentText
from opentube.sources.json_stream import JsonStream
from opentube.sources.values import CommentRecord, VideoRecord
from opentube.sources.video_info import VIDEO_KEYS, video_record


class CommentFile:
    """Comments of one file, in its order, ids that repeat and replies before their comment included.

    Iterating reads the file once more, in memory that does not grow with it, and raises what ``file_errors`` lists.
    ``notices`` tells what the last iteration had to change. ``video`` is what an info.json says of its video; of a
    stream it is known after iterating. ``carries_comments`` is False for an info.json written without comments.
    """

    def __init__(
        self,
        name: str,
        opener: Callable[[], AbstractContextManager[BufferedReader]],
        format_: CommentFormat | None,
        columns: Mapping[str, str] | None,
    ) -> None:
        self.name = name
        self.video: VideoRecord | None = None
        self.carries_comments = True
        self._describes_video = False
        self._opener = opener
        self._format = format_
        self._mapping = checked_mapping(columns or {})
        self._tally = NoticeTally()
        self._binary: BufferedReader | None = None

    @property
    def notices(self) -> list[FileNotice]:
        """What was changed or left out, counted."""
        return self._tally.notices()

    def position(self) -> tuple[int, int] | None:
        """Bytes read and bytes in all, compressed ones where the file is; None for pipes, before and after iterating."""
        if self._binary is None or self._binary.closed or not self._binary.seekable():
            return None
        return self._binary.tell(), os.fstat(self._binary.fileno()).st_size

    def __iter__(self) -> Iterator[CommentRecord]:
        self._tally = NoticeTally()
        reader = RowReader(self._mapping, self._tally)
        first: Row | None = None
        with self._opener() as binary:
            self._binary = binary
            for row in self._rows(CommentText(binary, self.name)):
                first = row if first is None else first
                if record := reader.record(row):
                    yield record
        if first is not None and not reader.saw_text_column:
            raise text_missing(self.name, first)

    def inspect(self) -> None:
        """Reads as far as the first comment and the video's id, and raises what is wrong until there."""
        with self._opener() as binary:
            for _ in self._rows(CommentText(binary, self.name)):
                if self.video is not None or not self._describes_video:
                    break

    def _rows(self, text: CommentText) -> Iterator[Row]:
        format_ = self._format or detect_format(text.head)
        match format_:
            case CommentFormat.JSON:
                return self._json_rows(text)
            case CommentFormat.JSONL:
                return jsonl_rows(text)
            case CommentFormat.CSV | CommentFormat.TSV:
                return table_rows(text, format_, self._mapping)

    def _json_rows(self, text: CommentText) -> Iterator[Row]:
        stream = JsonStream(text.stream, self.name)
        if stream.peek() == "[":
            yield from map(as_row, stream.elements())
        else:
            yield from self._info_rows(stream)
        stream.expect_end()

    def _info_rows(self, stream: JsonStream) -> Iterator[Row]:
        self._describes_video = True
        self.carries_comments = False
        info: Row = {}
        for key in stream.keys():  # noqa: SIM118 - the keys of a stream are read, not looked up
            if key == "comments" and stream.peek() == "[":
                self.carries_comments = True
                self.video = video_record(info)
                yield from map(as_row, stream.elements())
            else:
                value = stream.value()
                info[key] = value if key in VIDEO_KEYS else None
        self.video = video_record(info)
        if self.video is None and not self.carries_comments:
            raise text_missing(self.name, info)


def open_comments(path: Path, *, columns: Mapping[str, str] | None = None) -> CommentFile:
    """A file of comments: info.json, JSON array, JSONL, CSV or TSV, also compressed with gzip or xz.

    ``columns`` maps fields (``CommentField``) to the file's own column names. The format is told by the suffix, or by
    the content where the suffix tells nothing; JSON by its content alone, for JSONL is often named ``.json``.

    Raises:
        FileUnreadable: There is no such file, or it may not be read.
        CommentsEmpty, CommentsNotText, CommentsEncodingUnknown, CommentsDamaged, CommentsUnreadable,
        CommentsColumnsMissing: What the file's beginning shows; iterating raises what comes later.
    """

    def opener() -> BufferedReader:
        try:
            return path.open("rb")
        except OSError as error:
            raise FileUnreadable(f"{path.name} cannot be read: {error.strerror}.") from error

    named = format_by_suffix(path.name)
    file = CommentFile(path.name, opener, None if named is CommentFormat.JSON else named, columns)
    file.inspect()
    return file


def read_stream(
    stream: BufferedReader, format_: CommentFormat | None = None, *, columns: Mapping[str, str] | None = None
) -> CommentFile:
    """Comments out of a stream such as ``sys.stdin.buffer``, to be iterated once. Without a format, by content."""
    return CommentFile("The input", lambda: nullcontext(stream), format_, columns)
