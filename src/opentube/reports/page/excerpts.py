"""Long comments, cut where a reader would still follow."""

import unicodedata

PREVIEW_CHARACTERS = 280
PREVIEW_LINES = 6

_JOINERS = "\u200d\ufe0f"


def preview(text: str) -> str | None:
    """The beginning of a long ``text``, never cut inside a character with marks; None when it is short enough."""
    lines = "\n".join(text.split("\n", PREVIEW_LINES)[:PREVIEW_LINES])
    if len(lines) <= PREVIEW_CHARACTERS:
        return lines if len(lines) < len(text) else None
    end = PREVIEW_CHARACTERS
    while end > 1 and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] in _JOINERS):
        end -= 1
    return lines[:end].rstrip()
