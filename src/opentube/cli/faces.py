"""``open-tube faces``: the people of a video as JSON and as a picture, without a database."""

import json
import math
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from opentube.cli.terminal import console
from opentube.models.folder import ModelFolder
from opentube.reports.engines import require_face_models
from opentube.reports.write import OutputUnwritable
from opentube.settings import Settings


def faces(
    video: Annotated[Path, typer.Argument(help="A video file.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="JSON file; a picture of each person goes beside it. Default: standard output, "
            "or nothing where that is a terminal and --sheet is given.",
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Picture of persons and when they are on screen; ends with .jpg, .png or .webp."),
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, max=256, help="Default: all cores.")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Faces, tracks and persons of a video."""
    # Other commands need not wait for OpenCV and SciPy.
    from opentube.faces.cover import cover_crop  # noqa: PLC0415
    from opentube.faces.output import as_document  # noqa: PLC0415
    from opentube.faces.people import find_people  # noqa: PLC0415
    from opentube.faces.scan import FaceScanner  # noqa: PLC0415
    from opentube.faces.sheet import SHEET_TYPES, encode_sheet, persons_sheet  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415

    if sheet and sheet.suffix.lower() not in SHEET_TYPES:
        raise typer.BadParameter("The sheet is a picture: its name ends with .jpg, .png or .webp.")
    settings = Settings()
    info = probe(video)
    folder = ModelFolder(settings.models_path)
    require_face_models(folder)
    for path in filter(None, (output, sheet)):
        _require_writable(path)
    scanner = FaceScanner(folder.path("yunet"), folder.path("sface"), threads=threads or settings.threads)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        task = bars.add_task("Finding faces", total=info.duration_s)
        scan = scanner.scan(video, 0.0, math.inf, on_progress=lambda time_s: bars.update(task, completed=time_s))
    people = find_people(scan.cuts_s, scan.faces, duration_s=info.duration_s)
    document = json.dumps(as_document(info, scanner.models, people, scan.faces), ensure_ascii=False) + "\n"
    said = f"{len(people.persons)} persons"
    if output:
        pictures = output.with_name(output.stem + "_persons")
        for number, person in enumerate(people.persons, 1):
            row = person.cover_row
            crop = cover_crop(video, float(scan.faces.time_s[row]), scan.faces.boxes[row])
            _write(pictures / f"p{number}.jpg", crop)
        _write(output, document.encode())
        said += f" in {output}, their pictures in {pictures}"
    elif not (sheet and sys.stdout.isatty()):
        sys.stdout.write(document)
    if sheet:
        picture = persons_sheet(video, people, scan.faces, info=info)
        _write(sheet, encode_sheet(picture, sheet.suffix.lower()))
        said += f", drawn in {sheet}"
    if not quiet and (output or sheet):
        console.print(escape(said) + ".", soft_wrap=True)


def _require_writable(path: Path) -> None:
    """Do nothing if a file can be written there: told before the work, not after it.

    Raises:
        OutputUnwritable: it cannot.
    """
    if path.is_dir():
        raise OutputUnwritable(f"{path} is a folder. Choose a file.")
    _write(path, b"", keep=False)


def _write(path: Path, data: bytes, *, keep: bool = True) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.write_bytes(data)
            if keep:
                partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise OutputUnwritable(f"{path} cannot be written ({error.strerror}). Choose another file.") from error
