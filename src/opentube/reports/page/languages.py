"""Languages: of the comments, and the one that the page opens in."""

import re

from opentube.reports.document import CommentsPart, ReportDocument
from opentube.reports.page.strings import Phrase, known, same, say

_SHOWN = 6


def first_language(document: ReportDocument) -> str:
    """What the page speaks until the reader chooses: Korean where title or comments mostly are, else English."""
    counts = document.comments.languages if document.comments else {}
    if counts:
        return "ko" if counts.get("ko", 0) * 2 > sum(counts.values()) else "en"
    return "ko" if re.search("[가-힣]", document.video.title) else "en"


def spoken(comments: CommentsPart | None) -> list[tuple[Phrase, int]]:
    """The most frequent languages of ``comments`` by name with their counts, the rest as one."""
    ranked = sorted(comments.languages.items(), key=lambda item: (-item[1], item[0])) if comments else []
    shown = [(_name(code), count) for code, count in ranked[:_SHOWN]]
    rest = sum(count for _, count in ranked[_SHOWN:])
    return [*shown, (say("language.other"), rest)] if rest else shown


def _name(code: str) -> Phrase:
    key = f"language.{code}"
    return say(key) if known(key) else same(code)
