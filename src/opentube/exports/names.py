"""What files are called when they are downloaded."""

import re
from typing import Final

_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069]+')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
MOST_BYTES: Final = 120


def file_name(title: str, ending: str) -> str:
    """A name that every file system takes, from a title and an ending such as `` comments.csv``."""
    stem = " ".join(_FORBIDDEN.sub(" ", title).split())
    stem = stem.encode()[:MOST_BYTES].decode(errors="ignore").strip(" .")
    if not stem or _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = f"report {stem}".strip()
    return stem + ending
