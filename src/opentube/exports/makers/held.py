"""Comments to hold for review."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from opentube.exports.comment_rows import HOLDS
from opentube.exports.csv_text import cells, open_csv
from opentube.exports.makers.comments import rows_of
from opentube.exports.options import CommentsOptions, HeldOptions
from opentube.exports.work import Making
from opentube.reports.labelled import LabelField
from opentube.reports.service import get_report
from opentube.sources.tables import Video
from opentube.sources.youtube_address import NotYoutube, parse_youtube_address

HEADING = ("id", "link", "held_for", "author", "text")


def make_held(making: Making, options: HeldOptions) -> Path:
    """Ids with links to the comments on YouTube, where the video is there, and what they are held for."""
    labels = [LabelField(label) for label in options.labels]
    rows = rows_of(making, CommentsOptions(), sa.or_(*(HOLDS[label].is_(True) for label in labels)))
    watch = _watch_url(making)
    held = (
        {
            "id": row.id,
            "link": comment_link(watch, row.id),
            "held_for": [label.value for label in labels if getattr(row, label)],
            "author": row.author,
            "text": row.text,
        }
        for row in rows
    )
    path = making.folder / "held"
    if options.form == "csv":
        with open_csv(path, HEADING) as table:
            for value in held:
                table.writerow(cells(value.values()))
        return path
    with path.open("w", encoding="utf-8", newline="\n") as file:
        if options.form == "text":
            file.writelines(f"{value['link'] or value['id']}\n" for value in held)
        else:
            _write_json(file, held)
    return path


def _write_json(file: Any, held: Any) -> None:
    """An array, one comment a line."""
    file.write("[")
    for number, value in enumerate(held):
        file.write((",\n" if number else "\n") + json.dumps(value, ensure_ascii=False))
    file.write("\n]\n")


def _watch_url(making: Making) -> str | None:
    with making.workshop.database.session() as session:
        report = get_report(session, making.owner_id, making.report_id)
        url = session.get_one(Video, report.video_id).url
    try:
        return parse_youtube_address(url or "").url
    except NotYoutube:
        return None


def comment_link(watch: str | None, comment_id: str) -> str | None:
    """Where YouTube shows one comment; None without a video there."""
    return f"{watch}&lc={quote(comment_id, safe='')}" if watch else None
