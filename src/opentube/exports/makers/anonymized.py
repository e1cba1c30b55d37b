"""The report's film with faces hidden."""

import math
from pathlib import Path
from typing import Final

from opentube.exports.makers.face_boxes import face_finder, find_tracks, stored_tracks, track_details
from opentube.exports.makers.film import film_of
from opentube.exports.options import AnonymizeOptions
from opentube.exports.work import Making

FINDING: Final = 0.5
"""The share of the work that finding faces is, where they are hidden, too."""


def make_anonymized(making: Making, options: AnonymizeOptions) -> Path:
    """Hide the faces of ``options.boxes``, or find them first; the details name those that a person should check."""
    # Loads OpenCV and SciPy, which a table never needs.
    from opentube.faces.anonymize.engine import PREVIEW_S, Preview, hide_everybody, render  # noqa: PLC0415
    from opentube.faces.anonymize.styles import Style, StyleKind  # noqa: PLC0415
    from opentube.media.encoding import Quality  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415

    style = Style(StyleKind(options.style), options.strength, options.padding)
    path = making.folder / f"film.{options.form}"
    quality, threads = Quality(options.crf), making.workshop.settings.threads
    with film_of(making) as film:
        end_s = PREVIEW_S if options.preview else math.inf
        length_s = min(max(probe(film).duration_s, 1e-3), end_s)

        def progress(time_s: float, begun: float = 0.0) -> None:
            making.progress(begun + (1 - begun) * time_s / length_s)

        if not (options.boxes or options.keep or options.hide) and options.preview != "boxes":
            everybody = hide_everybody(
                film,
                path,
                face_finder(making),
                style,
                quality,
                end_s=end_s,
                threads=threads,
                check=making.check,
                on_progress=progress,
            )
            tracks, written = everybody.tracks, everybody.written
        else:
            found = 0.0 if options.boxes else FINDING
            tracks = (
                stored_tracks(making, options.boxes)
                if options.boxes
                else find_tracks(making, film, options, end_s, lambda time_s: progress(found * time_s))
            )
            written = render(
                film,
                path,
                tracks,
                style,
                quality,
                preview=Preview(options.preview) if options.preview else None,
                threads=threads,
                check=making.check,
                on_progress=lambda time_s: progress(time_s, found),
            )
    shown = [track for track in tracks if track.start_s < end_s]
    left_behind = [{"stream": stream.index, "kind": stream.kind} for stream in written.left_behind]
    making.details |= track_details(shown) | {"safe": style.safe, "left_behind": left_behind}
    return path
