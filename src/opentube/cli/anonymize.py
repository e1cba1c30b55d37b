"""``open-tube anonymize``: a copy of a video in which faces are hidden."""

import json as jsons
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from opentube.cli.terminal import console, print_json
from opentube.models.folder import ModelFolder
from opentube.settings import Settings

if TYPE_CHECKING:
    from opentube.faces.anonymize.finding import FaceFinder
    from opentube.faces.anonymize.styles import Style
    from opentube.faces.anonymize.values import MaskTrack
    from opentube.media.rewrite import Rewritten

Names = list[str] | None

STYLES = "blur, mosaic, solid, emoji, or the path of a picture that covers faces."
WHO = "persons of the faces file (p1) or photos, more than one with commas or by repeating."


def anonymize(
    video: Annotated[Path, typer.Argument(help="A video file.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The result: .mp4, .mov, .mkv or .webm.")],
    keep: Annotated[Names, typer.Option(help="Hide everybody but these " + WHO)] = None,
    hide: Annotated[Names, typer.Option(help="Hide nobody but these " + WHO)] = None,
    faces: Annotated[Path | None, typer.Option(help="What `open-tube faces` wrote about this video.")] = None,
    style: Annotated[str, typer.Option(help=STYLES)] = "blur",
    strength: Annotated[float, typer.Option(min=0.1, max=10, help="Of blur and mosaic; under 0.8 is not safe.")] = 1.0,
    padding: Annotated[float, typer.Option(min=0, max=2, help="Added on each side, in face sizes.")] = 0.2,
    crf: Annotated[int, typer.Option(min=0, max=51, help="Quality, 0 is best.")] = 20,
    preset: Annotated[str, typer.Option(help="ultrafast … slow: slower makes smaller files.")] = "veryfast",
    boxes: Annotated[Path | None, typer.Option(help="Hide these boxes instead of looking for faces.")] = None,
    boxes_out: Annotated[Path | None, typer.Option(help="Write the boxes there, to edit and give to --boxes.")] = None,
    preview: Annotated[str | None, typer.Option(help="Only ten seconds: clip, or boxes for outlines.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """A copy of a video in which faces are hidden: everybody's, all but some persons', or only theirs."""
    # Other commands need not wait for OpenCV and SciPy.
    from opentube.faces.anonymize.document import as_document, read_boxes  # noqa: PLC0415
    from opentube.faces.anonymize.engine import PREVIEW_S, Preview, hide_everybody, render  # noqa: PLC0415
    from opentube.media.encoding import Preset, Quality  # noqa: PLC0415
    from opentube.media.muxing import container_format  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415

    kept, hidden = _split(keep), _split(hide)
    if len([given for given in (kept, hidden, boxes) if given]) > 1:
        raise typer.BadParameter("give one of --keep, --hide and --boxes")
    quality = Quality(crf, _one_of(Preset, preset, "--preset"))
    sample = None if preview is None else _one_of(Preview, preview, "--preview")
    look = _style(style, strength, padding)
    settings = Settings()
    container_format(output)
    info = probe(video)
    until_s = min(info.duration_s, PREVIEW_S) if sample else info.duration_s
    end_s = until_s if sample else math.inf
    with _bars(until_s, quiet=quiet or json) as bar:
        if not (boxes or kept or hidden) and sample is not Preview.BOXES:
            everybody = hide_everybody(
                video,
                output,
                _finder(settings),
                look,
                quality,
                end_s=end_s,
                threads=settings.threads,
                on_progress=bar("Hiding faces"),
            )
            tracks, done = everybody.tracks, everybody.written
            if boxes_out:
                _write(boxes_out, as_document(tracks))
        else:
            tracks = (
                read_boxes(boxes)
                if boxes
                else _find(
                    video,
                    settings,
                    kept=kept,
                    hidden=hidden,
                    faces=faces,
                    end_s=end_s,
                    progress=bar("Finding faces"),
                )
            )
            if boxes_out:
                _write(boxes_out, as_document(tracks))
            done = render(
                video,
                output,
                tracks,
                look,
                quality,
                preview=sample,
                threads=settings.threads,
                on_progress=bar("Hiding them"),
            )
    _tell(output, tracks, done, look, json=json)


def _find(
    video: Path,
    settings: Settings,
    *,
    kept: Sequence[str],
    hidden: Sequence[str],
    faces: Path | None,
    end_s: float,
    progress: Callable[[float], None],
) -> "tuple[MaskTrack, ...]":
    from opentube.faces.anonymize.engine import Selection, find_masks  # noqa: PLC0415
    from opentube.faces.anonymize.references import chosen_persons, read_faces_file  # noqa: PLC0415
    from opentube.faces.photo import PhotoReader  # noqa: PLC0415

    folder = ModelFolder(settings.models_path)
    yunet, sface = folder.path("yunet"), folder.path("sface")
    selection = Selection()
    if kept or hidden:
        known = read_faces_file(faces) if faces else {}
        persons = chosen_persons([*kept, *hidden], known, PhotoReader(yunet, sface))
        selection = Selection(persons, keep=bool(kept))
    return find_masks(video, _finder(settings), selection, end_s=end_s, on_progress=progress)


def _finder(settings: Settings) -> "FaceFinder":
    from opentube.faces.anonymize.finding import FaceFinder  # noqa: PLC0415

    folder = ModelFolder(settings.models_path)
    yunet, centerface, sface = (folder.path(name) for name in ("yunet", "centerface", "sface"))
    return FaceFinder(yunet, centerface, sface, threads=settings.threads)


def _style(name: str, strength: float, padding: float) -> "Style":
    from opentube.faces.anonymize.styles import Style, StyleKind, read_picture  # noqa: PLC0415

    if name in {kind.value for kind in StyleKind} - {StyleKind.PICTURE}:
        return Style(StyleKind(name), strength, padding)
    if not Path(name).is_file():
        raise typer.BadParameter(f"--style is one of {STYLES}")
    return Style(StyleKind.PICTURE, strength, padding, read_picture(Path(name)))


def _one_of(kind: Any, name: str, option: str) -> Any:
    try:
        return kind(name)
    except ValueError:
        raise typer.BadParameter(f"{option} is one of {', '.join(kind)}") from None


def _split(names: Names) -> list[str]:
    return [name.strip() for given in names or () for name in given.split(",") if name.strip()]


@contextmanager
def _bars(total_s: float, *, quiet: bool) -> "Iterator[Callable[[str], Callable[[float], None]]]":
    """Give what makes one bar after the other."""
    columns = (TextColumn("{task.description:<14}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:

        def bar(title: str) -> Callable[[float], None]:
            task = bars.add_task(title, total=total_s)
            return lambda time_s: bars.update(task, completed=time_s)

        yield bar


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(jsons.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tell(output: Path, tracks: "Sequence[MaskTrack]", done: "Rewritten", style: "Style", *, json: bool) -> None:
    unsure: list[dict[str, Any]] = [
        {
            "id": track.id,
            "hidden": track.hide,
            "start_s": round(track.start_s, 3),
            "end_s": round(track.end_s, 3),
            "box": [round(side, 4) for side in track.boxes[len(track.boxes) // 2].tolist()],
        }
        for track in tracks
        if track.unsure
    ]
    hidden = sum(track.hide for track in tracks)
    if json:
        print_json(
            {
                "output": str(output),
                "frames": done.frames,
                "duration_s": round(done.duration_s, 3),
                "tracks_hidden": hidden,
                "tracks_kept": len(tracks) - hidden,
                "unsure": unsure,
                "left_behind": [{"stream": stream.index, "kind": stream.kind} for stream in done.left_behind],
                "safe": style.safe,
            }
        )
        return
    console.print(f"{output}: {done.frames} frames; {hidden} faces hidden, {len(tracks) - hidden} left as they are.")
    if unsure:
        console.print(f"{len(unsure)} were unsure. Please check:")
    for face in unsure:
        x, y = face["box"][0] + face["box"][2] / 2, face["box"][1] + face["box"][3] / 2
        state = "hidden" if face["hidden"] else "left as it is"
        console.print(
            f"  {face['id']}: {face['start_s']} to {face['end_s']} s, at {x:.0%} across, {y:.0%} down: {state}"
        )
    for stream in done.left_behind:
        console.print(
            f"Stream {stream.index} ({stream.kind}) is not in the result: it might show or tell who is hidden."
        )
    if not style.safe:
        console.print("[yellow]Warning:[/] at this strength people may still be recognised. Use 0.8 or more.")
