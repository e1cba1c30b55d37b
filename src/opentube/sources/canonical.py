"""Comments between the door and the database: one JSON array a line, whatever file they came in."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from opentube.sources.values import CommentRecord

FIELDS = ("external_id", "parent_id", "author", "author_id", "text", "likes", "published_at", "by_uploader")
LONGEST_ID = 200


def write_comments(records: Iterable[CommentRecord], path: Path) -> int:
    """Write records in their order and return how many there were."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            row = [getattr(record, name) for name in FIELDS]
            json.dump(row, file, ensure_ascii=False, default=datetime.isoformat)
            file.write("\n")
            count += 1
    return count


def read_comments(path: Path) -> Iterator[CommentRecord]:
    """Read what ``write_comments`` wrote, one record at a time."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = dict(zip(FIELDS, json.loads(line), strict=True))
            if row["published_at"]:
                row["published_at"] = datetime.fromisoformat(row["published_at"])
            yield CommentRecord(**row)
