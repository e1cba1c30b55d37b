"""Latin letters, digits and signs that stand for Hangul beside them: 시bal, ㅅl발, 씨8, 7H새끼."""

import re
from functools import cache
from typing import Final

from opentube.comments.profanity.resources import rows
from opentube.comments.profanity.units import Units

_STROKES: Final = "lIi1|!rHoO0"
"""These are letters only after a consonant without a vowel."""
_SIGN = re.compile("[A-Za-z78|人从丨卜口己フ]|[ㄱ-ㅎ][1!0]")
_HANGUL: Final = "[가-힣ㄱ-ㅣ]"
_BESIDE = re.compile(_HANGUL + r"[^\s\w]?$")
_FOLLOWED = re.compile(r"[^\s\w]?" + _HANGUL)


def may_be_mixed(text: str) -> bool:
    """Whether something in the text may stand for Hangul."""
    return _SIGN.search(text) is not None and _swaps()[2].search(text) is not None


def lookalikes(text: str) -> Units:
    """Return the units of a text with everything read as the Hangul that it stands for."""
    table, pattern, _ = _swaps()
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        char = text[at]
        target, stop = char, at + 1
        if not ("가" <= char <= "힣" or "ㄱ" <= char <= "ㅣ"):
            match = pattern.match(text, at)
            if match is None or not _stands_beside(text, match, chars, ends):
                at += 1
                continue
            target, stop = table[match[0]], match.end()
        for unit in target:
            chars.append(unit)
            starts.append(at)
            ends.append(stop)
        at = stop
    return Units("".join(chars), starts, ends)


def _stands_beside(text: str, match: re.Match[str], chars: list[str], ends: list[int]) -> bool:
    """Whether what stands for Hangul touches some: strokes follow a lone consonant."""
    at, stop = match.span()
    touching = bool(ends) and ends[-1] == at
    if match[0] in _STROKES:
        return touching and "ㄱ" <= chars[-1] <= "ㅎ"
    if match[0].isdigit():
        return True
    return touching or bool(_BESIDE.search(text, max(0, at - 2), at)) or bool(_FOLLOWED.match(text, stop))


@cache
def _swaps() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    table = {
        form: target
        for source, target in rows("ko_lookalike.tsv")
        for form in ({source} if source in _STROKES else {source, source.upper(), source.title()})
    }
    ordered = sorted(table, key=len, reverse=True)
    whole = [rf"(?<!\d){source}(?!\d)" if source.isdigit() else re.escape(source) for source in ordered]
    longer = "|".join(re.escape(s) for s in ordered if s not in _STROKES and s not in {"7", "18"})
    beside = (
        rf"[ㄱ-ㅎ][{_STROKES}]|[ㄱ7]H|7ㅐ|(?<!\d)18(?!\d)|{_HANGUL}[^\s\w]?(?:{longer})(?![A-Za-z\d])"
        rf"|(?<![A-Za-z\d])(?:{longer})[^\s\w]?{_HANGUL}"
    )
    return table, re.compile("|".join(whole)), re.compile(beside)
