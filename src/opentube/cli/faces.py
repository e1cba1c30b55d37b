"""``open-tube faces``: the people of a video as JSON, without a database."""

import json
import math
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from opentube.cli.terminal import console
from opentube.models.folder import ModelFolder
from opentube.reports.engines import require_face_models
from opentube.settings import get_settings


def faces(
    video: Annotated[Path, typer.Argument(help="A video file.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="JSON file; a picture of each person goes beside it. Default: standard output."
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Faces, tracks and persons of a video."""
    # Other commands need not wait for OpenCV and SciPy.
    from opentube.faces.cover import cover_crop  # noqa: PLC0415
    from opentube.faces.output import as_document  # noqa: PLC0415
    from opentube.faces.people import find_people  # noqa: PLC0415
    from opentube.faces.scan import FaceScanner  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415

    settings = get_settings()
    info = probe(video)
    folder = ModelFolder(settings.models_path)
    require_face_models(folder)
    scanner = FaceScanner(folder.path("yunet"), folder.path("sface"), threads=settings.threads)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        task = bars.add_task("Finding faces", total=info.duration_s)
        scan = scanner.scan(video, 0.0, math.inf, on_progress=lambda time_s: bars.update(task, completed=time_s))
    people = find_people(scan.cuts_s, scan.faces, duration_s=info.duration_s)
    document = json.dumps(as_document(info, scanner.models, people, scan.faces), ensure_ascii=False)
    if output is None:
        sys.stdout.write(document + "\n")
        return
    pictures = output.with_name(output.stem + "_persons")
    pictures.mkdir(parents=True, exist_ok=True)
    output.write_text(document + "\n", encoding="utf-8")
    for number, person in enumerate(people.persons, 1):
        row = person.cover_row
        crop = cover_crop(video, float(scan.faces.time_s[row]), scan.faces.boxes[row])
        (pictures / f"p{number}.jpg").write_bytes(crop)
    console.print(f"{len(people.persons)} persons in {output}, their pictures in {pictures}.")
