"""Clips and contact sheets, cut from the report's film."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from opentube.exports.makers.upright import upright_path
from opentube.exports.needs import FilmMissing
from opentube.exports.options import ClipExportOptions, SheetOptions
from opentube.exports.work import Making
from opentube.media.span import Span
from opentube.reports.tables import Report
from opentube.sources.tables import Video


def make_clip_file(making: Making, options: ClipExportOptions) -> Path:
    """A piece of the film."""
    from opentube.media.clip import ClipOptions, make_clip  # noqa: PLC0415 - loads OpenCV, which a table never needs
    from opentube.media.clip_bound import ClipFormat  # noqa: PLC0415

    path = making.folder / f"clip.{options.form}"
    span = Span(options.start_s, options.end_s)
    with film_of(making) as film:
        crop_path = upright_path(making, film, span, options.follow) if options.vertical else None
        wanted = ClipOptions(
            form=ClipFormat(options.form),
            width=options.width,
            loop=options.loop,
            vertical=options.vertical,
            path=crop_path,
            caption=options.caption,
            max_bytes=int(options.max_mb * 1_000_000) if options.max_mb else None,
        )
        clip = make_clip(
            film,
            path,
            span,
            wanted,
            threads=making.workshop.settings.threads,
            check=making.check,
            on_progress=lambda done_s: making.progress(done_s / max(span.length_s, 1e-3)),
        )
    making.details |= {
        "width": clip.width,
        "height": clip.height,
        "frames": clip.frames,
        "faces_followed": crop_path is not None,
        "caption_cut": clip.caption_cut,
        "caption_lost": clip.caption_lost,
    }
    return path


def make_sheet_file(making: Making, options: SheetOptions) -> Path:
    """Frames of the whole film side by side."""
    from opentube.media.contact_sheet import SheetFormat, make_contact_sheet  # noqa: PLC0415 - as above
    from opentube.media.sheet_places import find_cuts  # noqa: PLC0415

    path = making.folder / "sheet"
    threads = making.workshop.settings.threads
    with film_of(making) as film:
        cuts_s = find_cuts(film, threads=threads, check=making.check) if options.by == "shots" else None
        sheet = make_contact_sheet(
            film,
            rows=options.rows,
            columns=options.columns,
            cuts_s=cuts_s,
            title=options.title,
            times=options.times,
            threads=threads,
            check=making.check,
            on_progress=lambda cells: making.progress(cells / (options.rows * options.columns)),
        )
    making.details["times_s"] = list(sheet.times_s)
    path.write_bytes(sheet.encoded(SheetFormat(options.form)))
    return path


@contextmanager
def film_of(making: Making) -> Iterator[Path]:
    """The report's film.

    Raises:
        FilmMissing: there is none.
        BlobMissing: it is gone from the store.
    """
    query = sa.select(Video.media_key).join(Report, Report.video_id == Video.id).where(Report.id == making.report_id)
    with making.workshop.database.session() as session:
        key = session.scalar(query)
    if key is None:
        raise FilmMissing
    with making.workshop.blobs.local(key, check=making.check) as path:
        yield path
