"""Which of the offered formats of a video are fetched."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Format: TypeAlias = Mapping[str, Any]

SORT = ("lang", "res:720", "vcodec:h264", "acodec:aac")
"""yt-dlp's order of preference: the original language, then what a processor decodes fastest."""

_PROTOCOLS = frozenset({"http", "https", "http_dash_segments", "m3u8_native", "m3u8"})  # need no other program


def choose_formats(formats: Sequence[Format], *, max_height: int) -> list[Format]:
    """One format with picture and sound, or one of each.

    ``formats`` are yt-dlp's, worst first. The picture is the best whose shorter side has at most ``max_height``
    pixels, and the smallest of all when none is that small. Among equal pictures one that has its sound with it wins.
    Empty when nothing can be fetched.
    """
    usable = [each for each in formats if each.get("protocol") in _PROTOCOLS and not each.get("has_drm")]
    pictures = [each for each in usable if each.get("vcodec") != "none"]
    fitting = [each for each in pictures if _height(each) <= max_height]
    if not fitting:
        smallest = min(map(_height, pictures), default=0)
        fitting = [each for each in pictures if _height(each) == smallest]
    if not fitting:
        return []
    best = fitting[-1]
    whole = [each for each in fitting if each.get("acodec") != "none"]
    sounds = [each for each in usable if each.get("vcodec") == "none" and each.get("acodec") not in {"none", None}]
    equal = [each for each in whole if _height(each) == _height(best)]
    if equal:
        return [equal[-1]]
    if sounds:
        return [best, sounds[-1]]
    return [whole[-1] if whole else best]


def known_size_bytes(formats: Sequence[Format]) -> int:
    """The bytes that ``formats`` are known to have, together."""
    return sum(int(each.get("filesize") or 0) for each in formats)


def _height(each: Format) -> int:
    """The shorter side in pixels, 0 when unknown."""
    sides = [int(side) for side in (each.get("width"), each.get("height")) if side]
    return min(sides, default=0)
