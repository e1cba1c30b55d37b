"""The comments of the film: ``comments.tsv`` written by hand, ``sample.info.json`` in yt-dlp's words from it."""

import csv
import hashlib
import json
from datetime import datetime
from pathlib import Path

UPLOADER = "@opentube-sample"


def info(tsv: Path) -> dict[str, object]:
    r"""Turn the table into yt-dlp's info.json.

    Columns: id, parent (empty at the top level), posted (ISO 8601), likes, author (empty when hidden), flags
    (``u`` the uploader's own, ``f`` hearted by the uploader), text (``\n`` starts a new line).
    """
    with tsv.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    comments = [
        {
            "id": row["id"],
            "parent": row["parent"] or "root",
            "text": row["text"].replace("\\n", "\n"),
            "like_count": int(row["likes"]),
            "author": row["author"] or None,
            "author_id": _channel_id(row["author"]) if row["author"] else None,
            "author_is_uploader": "u" in row["flags"],
            "is_favorited": "f" in row["flags"],
            "timestamp": int(datetime.fromisoformat(row["posted"]).timestamp()),
        }
        for row in rows
    ]
    return {
        "id": "open-tube-sample",
        "title": "작은 초상 극장 · The Little Portrait Theatre (오픈튜브 샘플)",
        "description": "세 사람과 고양이 한 마리, 그리고 아무도 없는 바다. Three people, a cat and an empty sea.",
        "duration": 30,
        "extractor": "sample",
        "uploader": "오픈튜브 샘플",
        "uploader_id": UPLOADER,
        "channel": "오픈튜브 샘플",
        "channel_id": _channel_id(UPLOADER),
        "upload_date": "20261005",
        "timestamp": int(min(datetime.fromisoformat(row["posted"]) for row in rows).timestamp()),
        "comment_count": len(comments),
        "comments": comments,
    }


def write_info(tsv: Path, path: Path) -> None:
    """Write the info.json beside the clip."""
    path.write_text(json.dumps(info(tsv), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _channel_id(author: str) -> str:
    return "sample-" + hashlib.sha256(author.encode()).hexdigest()[:16]
