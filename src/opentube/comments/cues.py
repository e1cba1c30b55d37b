"""Cues: named regular expressions kept as data, whose presence is an input of a model."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Cue:
    """``pattern`` can only be found in texts with one of the ``triggers``, which are quicker to look for."""

    name: str
    triggers: tuple[str, ...]
    pattern: re.Pattern[str]


def find_cues(cues: tuple[Cue, ...], text: str) -> list[bool]:
    """Return whether each cue stands in the lower-case text."""
    found = []
    for cue in cues:
        if cue.triggers:
            for trigger in cue.triggers:
                if trigger in text:
                    found.append(cue.pattern.search(text) is not None)
                    break
            else:
                found.append(False)
        else:
            found.append(cue.pattern.search(text) is not None)
    return found


@cache
def load_cues(name: str) -> tuple[Cue, ...]:
    """Read a file of ``comments/lexicon``, whose first lines describe the format."""
    lines = files("opentube.comments.lexicon").joinpath(name).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(
        Cue(label, tuple(trigger.replace("_", " ") for trigger in triggers.split()), re.compile(rule))
        for label, triggers, rule in rows
    )
