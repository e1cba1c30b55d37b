"""What the emoji of a comment say of its feeling, whatever its language."""

from functools import cache
from importlib.resources import files


def emoji_valence(text: str) -> float | None:
    """Return the mean valence, -1..1, of the different emoji in the text; None where none is known.

    Each counts once however often it is repeated. The values are this project's own: ``lexicon/emoji.tsv``.
    """
    if text.isascii():
        return None
    valences = _valences()
    found = [valences[character] for character in sorted(set(text)) if character in valences]
    return sum(found) / len(found) if found else None


@cache
def _valences() -> dict[str, float]:
    valences: dict[str, float] = {}
    for line in files("opentube.comments.lexicon").joinpath("emoji.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            score, emoji = line.split("\t")
            valences.update(dict.fromkeys(emoji.split(), float(score)))
    return valences
