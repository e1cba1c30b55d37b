"""The page's typeface: Noto Sans KR (OFL), cut down to the characters that one page uses."""

import base64
import io
import re
from collections import Counter

import pylopdf_fonts_ko
from fontTools import subset

MAX_CHARACTERS = 3000
"""Rarer ones than these come from the reader's own fonts."""

_LATIN = {chr(code) for code in range(0x20, 0x7F)}


def characters(text: str) -> set[str]:
    """The characters worth embedding: printable ASCII, and of the others those that the most words hold."""
    frequency: Counter[str] = Counter()
    for word in re.findall(r"[^\x00-\x7f]+", text):
        frequency.update(set(word))
    return _LATIN | {character for character, _ in frequency.most_common(MAX_CHARACTERS)}


def woff2(wanted: set[str]) -> bytes:
    """A WOFF2 file with the glyphs of ``wanted`` that the typeface has."""
    options = subset.Options()
    options.flavor = "woff2"
    options.desubroutinize = True
    options.hinting = False
    options.name_IDs = [0, 13, 14]
    options.layout_features = ["ccmp", "kern", "mark"]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in wanted])
    out = io.BytesIO()
    with subset.load_font(str(pylopdf_fonts_ko.sans_path()), options, dontLoadGlyphNames=True) as font:
        cutter.subset(font)
        subset.save_font(font, out, options)
    return out.getvalue()


def font_face(text: str) -> str:
    """An ``@font-face`` rule with the typeface inside, for a page that shows ``text``."""
    data = base64.b64encode(woff2(characters(text))).decode("ascii")
    return f'@font-face{{font-family:"Open-Tube Sans";src:url(data:font/woff2;base64,{data}) format("woff2")}}'
