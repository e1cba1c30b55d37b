"""What the emoji of a comment say of its feeling, whatever its language."""

import re
from functools import cache
from importlib.resources import files


def emoji_valence(text: str) -> float | None:
    """Return the mean valence, -1..1, of the different emoji in the text; None where none is known.

    Each counts once however often it is repeated. The values are this project's own: ``lexicon/emoji.tsv``.
    """
    if text.isascii():
        return None
    valences, pattern = _table()
    found = [valences[emoji] for emoji in sorted(set(pattern.findall(text)))]
    return sum(found) / len(found) if found else None


@cache
def _table() -> tuple[dict[str, float], re.Pattern[str]]:
    valences: dict[str, float] = {}
    for line in files("opentube.comments.lexicon").joinpath("emoji.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            score, emoji = line.split("\t")
            valences.update(dict.fromkeys(emoji.split(), float(score)))
    return valences, re.compile("[" + "".join(valences) + "]")
