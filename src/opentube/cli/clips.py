"""``open-tube clips``: pieces of a video as MP4, WebP or GIF, without a database."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from opentube.cli.clip_pieces import CaptionFrom, Piece, Window, pieces_at, pieces_of_report
from opentube.cli.terminal import console, print_json
from opentube.errors import UserError
from opentube.media.clip_bound import ClipFormat
from opentube.media.clock import clock
from opentube.models.errors import ModelMissing
from opentube.models.folder import ModelFolder
from opentube.settings import Settings

if TYPE_CHECKING:
    from opentube.faces.detection import Detector
    from opentube.media.clip import Clip, ClipOptions


class CaptionUnreadable(UserError):
    """The file of the caption is not UTF-8 text. Save it again as UTF-8."""

    code = "caption_unreadable"


class FolderWanted(UserError):
    """There is more than one clip. Name a folder with -o, not a file."""

    code = "folder_wanted"


def clips(
    video: Annotated[Path, typer.Argument(help="A video file.")],
    *,
    at: Annotated[
        list[str] | None, typer.Option("--at", help="1:23 for a start, 2:10-2:15 for start and end. Repeatable.")
    ] = None,
    moments: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A report.json: a clip around each moment.")
    ] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Of the moments, this many: the strongest.")] = None,
    before: Annotated[
        float | None, typer.Option(min=0, help="Seconds before a time. Default: 0, of moments 2.")
    ] = None,
    after: Annotated[float | None, typer.Option(min=0, help="Seconds after a time. Default: 6.")] = None,
    length: Annotated[float | None, typer.Option(min=0.04, help="Seconds in all, in place of --after.")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="A folder, or a file for one clip.")] = Path(),
    form: Annotated[ClipFormat | None, typer.Option("--format", help="Default: by the file's name, else mp4.")] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Let the end flow into the start, without a jump.")] = False,
    once: Annotated[bool, typer.Option("--once", help="GIF and WebP stop at the end.")] = False,
    max_mb: Annotated[float | None, typer.Option(min=0.001, help="At most this many million bytes a clip.")] = None,
    width: Annotated[int | None, typer.Option(min=16, help="Pixels. Default: the film's; WebP 640, GIF 480.")] = None,
    fps: Annotated[
        float | None, typer.Option(min=1, max=120, help="Pictures a second. Default: the film's; WebP and GIF 15.")
    ] = None,
    caption: Annotated[str | None, typer.Option(help="Words for the lower third.")] = None,
    caption_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A text file with the words.")
    ] = None,
    caption_from: Annotated[
        CaptionFrom | None, typer.Option(help="With --moments: the moment's title, or its first comment.")
    ] = None,
    vertical: Annotated[bool, typer.Option("--vertical", help="9:16 for Shorts, the face kept in view.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For machines, and no progress.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Cut clips out of a video: the frame on screen at the start is the first one."""
    # Other commands need not wait for OpenCV.
    from opentube.media.clip import ClipOptions  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415

    if not at and not moments:
        raise typer.BadParameter("Choose times with --at, or a report with --moments.")
    words = _read(caption_file) if caption_file else caption
    window = Window(before, after, length)
    film_s = probe(video).duration_s
    pieces = [*pieces_at(at or [], window, film_s, words)]
    if moments:
        pieces += [
            Piece(piece.span, words or piece.caption)
            for piece in pieces_of_report(moments, window, film_s, caption_from, most)
        ]
    form, targets = _targets(video, output, form, pieces)
    options = ClipOptions(
        form=form,
        width=width,
        frame_rate=fps,
        loop=loop,
        forever=not once,
        vertical=vertical,
        max_bytes=None if max_mb is None else int(max_mb * 1_000_000),
    )
    made = _make(video, list(zip(pieces, targets, strict=True)), options, quiet=quiet or json)
    if json:
        print_json([_as_document(target, clip) for target, clip in made])
        return
    for target, clip in made:
        _tell(target, clip)


def _make(
    video: Path, todo: list[tuple[Piece, Path]], options: "ClipOptions", *, quiet: bool
) -> "list[tuple[Path, Clip]]":
    from opentube.faces.framing import follow_faces  # noqa: PLC0415
    from opentube.media.clip import make_clip  # noqa: PLC0415

    threads = Settings().threads
    detector = _detector() if options.vertical else None
    made = []
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        for piece, target in todo:
            task = bars.add_task(escape(target.name), total=piece.span.length_s)
            path = follow_faces(video, piece.span, detector, threads=threads) if detector else None
            clip = make_clip(
                video,
                target,
                piece.span,
                replace(options, caption=piece.caption, path=path),
                threads=threads,
                on_progress=partial(_advance, bars, task),
            )
            made.append((target, clip))
    return made


def _advance(bars: Progress, task: TaskID, done_s: float) -> None:
    bars.update(task, completed=done_s)


def _detector() -> "Detector | None":
    """What finds faces; None, with a word about it, where its model is not here."""
    from opentube.faces.detection import YuNet  # noqa: PLC0415

    settings = Settings()
    try:
        return YuNet(ModelFolder(settings.models_path).path("yunet"), threads=settings.threads)
    except ModelMissing:
        console.print("The middle of the picture is kept. Run `open-tube models pull`, and faces are.", markup=False)
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaptionUnreadable from error


def _targets(video: Path, output: Path, form: ClipFormat | None, pieces: list[Piece]) -> tuple[ClipFormat, list[Path]]:
    """Name the files; two clips never get one name."""
    suffix = output.suffix.lower().removeprefix(".")
    if suffix in list(ClipFormat) and not output.is_dir():
        if len(pieces) > 1:
            raise FolderWanted
        if form not in {None, suffix}:
            raise typer.BadParameter(f"The file's name ends in .{suffix}, not in .{form}.", param_hint="--format")
        output.parent.mkdir(parents=True, exist_ok=True)
        return ClipFormat(suffix), [output]
    form = form or ClipFormat.MP4
    output.mkdir(parents=True, exist_ok=True)
    targets: list[Path] = []
    for piece in pieces:
        target = output / piece.file_name(video.stem, form)
        number = 2
        while target in targets:
            target = output / f"{Path(piece.file_name(video.stem, form)).stem}_{number}.{form}"
            number += 1
        targets.append(target)
    return form, targets


def _as_document(target: Path, clip: "Clip") -> dict[str, object]:
    return {
        "file": str(target),
        "start_s": clip.span.start_s,
        "end_s": clip.span.end_s,
        "width": clip.width,
        "height": clip.height,
        "frames": clip.frames,
        "sound": clip.sound,
        "size_bytes": clip.size_bytes,
        "caption_cut": clip.caption_cut,
        "caption_lost": clip.caption_lost,
        "attempts": [
            {
                "width": attempt.width,
                "height": attempt.height,
                "frame_rate": attempt.frame_rate,
                "quality": attempt.quality,
                "size_bytes": attempt.size_bytes,
            }
            for attempt in clip.attempts
        ],
    }


def _tell(target: Path, clip: "Clip") -> None:
    if len(clip.attempts) > 1:
        for attempt in clip.attempts:
            console.print(
                f"[dim]{attempt.width} x {attempt.height}, {attempt.frame_rate:.3g} pictures/s, {attempt.quality}: "
                f"{attempt.size_bytes / 1_000_000:.2f} MB[/]"
            )
    times = f"{clock(clip.span.start_s)} to {clock(clip.span.end_s)}"
    size = f"{clip.width} x {clip.height}, {clip.size_bytes / 1_000_000:.2f} MB"
    console.print(f"{escape(str(target))}: {times}, {size}")
    if clip.caption_lost:
        console.print(
            f"No typeface here shows {escape(clip.caption_lost)}, so it was left out of the caption. "
            'Install an emoji font (Debian: fonts-noto-color-emoji), or pip install "open-tube\\[captions]".'
        )
