"""A film with faces hidden: find, choose, render."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from opentube.faces.anonymize.choosing import Person, choose
from opentube.faces.anonymize.finding import FaceFinder
from opentube.faces.anonymize.masking import everybody
from opentube.faces.anonymize.meanwhile import Meanwhile
from opentube.faces.anonymize.outlining import Outliner
from opentube.faces.anonymize.rendering import Renderer
from opentube.faces.anonymize.showing import Showing
from opentube.faces.anonymize.styles import Style
from opentube.faces.anonymize.values import MaskTrack
from opentube.media.encoding import Quality
from opentube.media.probe import probe
from opentube.media.rewrite import Rewritten, rewrite

PREVIEW_S = 10.0

MAX_PIXELS_PER_S = 1920 * 1080 * 30
"""Films of more are decoded twice, so that not more than about 400 MB are held."""

FINDING = 0.3
"""The share of the work that finding faces is, then."""


class Preview(StrEnum):
    """What is rendered instead of the whole film: its first ten seconds, or those with outlined boxes."""

    CLIP = "clip"
    BOXES = "boxes"


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose faces are hidden: everybody's when ``persons`` is None; else see `opentube.faces.anonymize.choosing.choose`."""

    persons: tuple[Person, ...] | None = None
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """A film in which everybody is hidden: the masks, and what was written."""

    tracks: tuple[MaskTrack, ...]
    written: Rewritten


def find_masks(
    video: Path,
    finder: FaceFinder,
    selection: Selection | None = None,
    *,
    end_s: float = math.inf,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> tuple[MaskTrack, ...]:
    """Find all faces of a film and say which are hidden.

    ``check`` is called at every packet; ``on_progress`` gets the time reached, seconds.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    info = probe(video)
    aspect = info.width / info.height
    selection = selection or Selection()
    embed = selection.persons is not None
    found = finder.find(video, embed=embed, end_s=end_s, check=check, on_progress=on_progress)
    if selection.persons is None:
        return everybody(found, aspect)
    return choose(found, selection.persons, aspect, keep=selection.keep)


def render(
    video: Path,
    target: Path,
    tracks: Sequence[MaskTrack],
    style: Style | None = None,
    quality: Quality | None = None,
    *,
    preview: Preview | None = None,
    threads: int = 2,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Rewritten:
    """Write the film with the faces of ``tracks`` hidden; everything else as `opentube.media.rewrite.rewrite` says.

    Raises:
        UserError: see `opentube.media.rewrite.rewrite`.
    """
    at = Showing(tracks).at
    edit = Outliner(tracks).edit if preview is Preview.BOXES else Renderer(at, style or Style()).edit
    end_s = PREVIEW_S if preview else math.inf
    return rewrite(video, target, edit, quality, end_s=end_s, threads=threads, check=check, on_progress=on_progress)


def hide_everybody(
    video: Path,
    target: Path,
    finder: FaceFinder,
    style: Style | None = None,
    quality: Quality | None = None,
    *,
    end_s: float = math.inf,
    threads: int = 2,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Hidden:
    """Do what `find_masks` and `render` do for everybody, in one go: it takes less time, for the film is decoded once.

    Frames of about four seconds are held in memory; where they are too many or too large, it is done in two goes.
    ``end_s``: leave out what starts then or later. ``check`` is called at every packet; ``on_progress`` gets how far it is,
    in seconds of the film.

    Raises:
        UserError: see `opentube.media.rewrite.rewrite`.
    """
    info = probe(video)
    if info.width * info.height * info.frame_rate > MAX_PIXELS_PER_S:
        finding_s = FINDING * min(info.duration_s, end_s)
        tracks = find_masks(
            video, finder, end_s=end_s, check=check, on_progress=lambda time_s: on_progress(FINDING * time_s)
        )
        edit = Renderer(Showing(tracks).at, style or Style()).edit
        written = rewrite(
            video,
            target,
            edit,
            quality,
            end_s=end_s,
            threads=threads,
            check=check,
            on_progress=lambda time_s: on_progress(finding_s + (1 - FINDING) * time_s),
        )
        return Hidden(tracks, written)
    meanwhile = Meanwhile(finder, info.width / info.height, check)
    edit = Renderer(meanwhile.at, style or Style()).edit
    written = rewrite(
        video,
        target,
        edit,
        quality,
        through=meanwhile.through,
        end_s=end_s,
        threads=threads,
        check=check,
        on_progress=on_progress,
    )
    return Hidden(meanwhile.tracks(), written)
