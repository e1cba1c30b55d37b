"""Typefaces that can show a text: Noto Sans KR (OFL), then those of the machine."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import pylopdf_fonts_ko
from fontTools.ttLib import TTFont, TTLibError

SUFFIXES = frozenset({".ttf", ".otf", ".ttc"})
PACKAGE = "manimgx_fonts"
"""Noto fonts for emoji and for scripts beyond Korean, Chinese, Japanese and Latin: the extra ``captions``."""

_MARK = "[\\u0300-\\u036f\\u1ab0-\\u1aff\\u20d0-\\u20ff\\ufe00-\\ufe0f\\U0001f3fb-\\U0001f3ff\\U000e0020-\\U000e007f]"
CLUSTER = re.compile(rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|.)(?:{_MARK}|\u200d.)*", re.DOTALL)
"""What is shown as one sign: a letter with its accents, an emoji with its variants and joined ones, a flag."""

_EMOJI = re.compile("[\U0001f000-\U0001faff\ufe0f]")
_UNSEEN = frozenset("\ufe0e\ufe0f\u20e3")
_PLAIN_LAST = ("mono", "serif", "condensed", "bold", "italic", "oblique", "light", "thin", "black")


def typeface_for(cluster: str) -> Path | None:
    """Return the font file that shows a grapheme cluster, None where no typeface has it.

    Emoji come from a colour typeface where one is installed, everything else from Noto Sans KR first.
    """
    needed = frozenset(ord(c) for c in cluster if c not in _UNSEEN and not unicodedata.category(c).startswith("C"))
    if not needed:
        return None
    own = Path(pylopdf_fonts_ko.sans_path())
    emoji = _EMOJI.search(cluster) is not None
    fonts = (*_installed(emoji=True), own) if emoji else (own, *_installed(emoji=False))
    return next((font for font in fonts if needed <= _characters(font)), None)


def font_folders() -> Iterator[Path]:
    """Folders where fonts are kept: fontconfig's usual ones, macOS's and Windows's, and the extra's."""
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    else:
        data = os.environ.get("XDG_DATA_HOME") or home / ".local/share"
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path(data) / "fonts", home / ".fonts")
    spec = find_spec(PACKAGE)
    if spec and spec.origin:
        yield Path(spec.origin).parent


@lru_cache(maxsize=2)
def _installed(*, emoji: bool) -> tuple[Path, ...]:
    files = [p for folder in font_folders() for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES]
    return tuple(sorted(files, key=lambda path: _order(path, emoji=emoji)))


def _order(path: Path, *, emoji: bool) -> tuple[bool, bool, int, str]:
    name = path.name.lower()
    for_emoji = "emoji" in name or "emj" in name
    return for_emoji != emoji, emoji and "color" not in name, sum(word in name for word in _PLAIN_LAST), str(path)


@lru_cache(maxsize=256)
def _characters(font: Path) -> frozenset[int]:
    try:
        with TTFont(font, lazy=True, fontNumber=0) as opened:
            return frozenset(opened.getBestCmap() or ())
    except (TTLibError, OSError):
        return frozenset()
