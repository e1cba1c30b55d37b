"""What the models see of a comment: the words people wrote, without what YouTube and keyboards add.

Offsets of anything that is reported always refer to the original text, never to what these functions return.
"""

import html
import re
import unicodedata
from typing import Final

MAX_CHARS: Final = 10_000
"""Only this many characters of a comment are read."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufe0e\ufe0f\uffa0]"
)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w.])@[\w.·-]+")
_CUSTOM_EMOJI = re.compile(r":[A-Za-z_][\w-]*:")
_TIMESTAMP = re.compile(r"(?<![\d:])\d{1,3}(?::[0-5]\d){1,2}(?![\d:])")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd]+")
_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)
_PAIR_RUN = re.compile(r"(.{2,3}?)\1{3,}", re.DOTALL)
_DIGIT = re.compile(r"\d(?![\d.]{0,3}\s?점)")
_SPACE = re.compile(r"\s+")
_PICTOGRAPH = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)


def plain(text: str) -> str:
    """Return readable text of at most ``MAX_CHARS`` characters: NFC, no HTML, no invisible or unpaired characters.

    YouTube's API gives comments as HTML (``<br />``, ``&quot;``, links); line breaks become newlines, tags vanish.
    """
    text = text[:MAX_CHARS]
    if text.isascii():
        if "<" not in text and "&" not in text:
            return _CONTROL.sub(" ", text)
    else:
        text = _INVISIBLE.sub("", _SURROGATE.sub(" ", text).replace("：", ":"))
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text:
        text = _INVISIBLE.sub("", _SURROGATE.sub(" ", html.unescape(text)))
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text))


def words_only(text: str) -> str:
    """Return ``plain`` text without addresses, mentions, timestamps, custom emoji codes and pictographs."""
    if "://" in text or "www." in text.lower():
        text = _URL.sub(" ", text)
    if "@" in text:
        text = _MENTION.sub(" ", text)
    if ":" in text:
        text = _CUSTOM_EMOJI.sub(" ", _TIMESTAMP.sub(" ", text))
    if not text.isascii():
        text = _PICTOGRAPH.sub(" ", text)
    return text


def limit_runs(text: str) -> str:
    """Return the text with every run cut to three: ``ㅋㅋㅋㅋㅋ`` → ``ㅋㅋㅋ``, ``푸하푸하푸하푸하`` → ``푸하푸하푸하``."""
    return _PAIR_RUN.sub(r"\1\1\1", _RUN.sub(r"\1\1\1", text))


def model_text(text: str) -> str:
    """Return what the sentiment model reads of ``words_only`` text: lower case, runs limited, single spaces.

    Digits become 0, so that ``1등`` is not taken for a bad mark; marks such as ``1점`` keep theirs.
    """
    return _SPACE.sub(" ", _DIGIT.sub("0", limit_runs(text.lower()))).strip()
