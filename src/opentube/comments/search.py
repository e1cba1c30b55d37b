"""The words of a text as people look for them."""

import re
import unicodedata
from typing import Final

MAX_WORD_CHARS: Final = 64
MAX_WORDS: Final = 4000
_WORD: Final = re.compile("\\w+|[\u2190-\u2bff\U0001f000-\U0001faff]")


def written_words(text: str) -> list[str]:
    """The words and pictographs of any string as written, each once, in order: NFC, lower case, 64 characters at most."""
    words = dict.fromkeys(found[:MAX_WORD_CHARS] for found in _WORD.findall(unicodedata.normalize("NFC", text).lower()))
    return list(words)[:MAX_WORDS]
