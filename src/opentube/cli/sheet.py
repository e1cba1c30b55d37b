"""``open-tube sheet``: a contact sheet of a video, without a database."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from opentube.cli.terminal import console, print_json
from opentube.settings import Settings

SUFFIXES = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}
MAX_CELLS = 2500


class By(StrEnum):
    """How the pictures are spread."""

    EVEN = "even"
    SHOTS = "shots"


def sheet(
    video: Annotated[Path, typer.Argument(help="A video file.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="A file: .png, .jpg or .webp.")],
    grid: Annotated[str, typer.Option(help="Rows x columns.")] = "4x5",
    by: Annotated[By, typer.Option(help="Evenly over the time, or over the shots.")] = By.EVEN,
    title: Annotated[str | None, typer.Option(help="A line above the pictures.")] = None,
    times: Annotated[bool, typer.Option("--times/--no-times", help="Write the time into each picture.")] = True,
    width: Annotated[int, typer.Option(min=64, max=16_000, help="Of the sheet, pixels.")] = 1624,
    json: Annotated[bool, typer.Option("--json", help="For machines, and no progress.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Lay out frames of a whole video side by side."""
    rows, columns = _grid(grid)
    suffix = SUFFIXES.get(output.suffix.lower().removeprefix("."))
    if suffix is None:
        raise typer.BadParameter("The file's name must end in .png, .jpg or .webp.", param_hint="--output")

    # Other commands need not wait for OpenCV.
    from opentube.media.contact_sheet import GAP_PX, MAX_SIDE_PX, SheetFormat, make_contact_sheet  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415
    from opentube.media.replacing import replacing  # noqa: PLC0415
    from opentube.media.sheet_places import find_cuts  # noqa: PLC0415

    threads = Settings().threads
    cell_width = max(16, (width - GAP_PX) // columns - GAP_PX)
    info = probe(video)
    if rows * (round(cell_width * info.height / info.width) + GAP_PX) > MAX_SIDE_PX:
        raise typer.BadParameter("The sheet would be more than 16,000 pixels high.", param_hint="--grid")
    output.parent.mkdir(parents=True, exist_ok=True)
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or json or not console.is_terminal,
    )
    with replacing(output, keep=video) as partial, bars:
        cuts = None
        if by is By.SHOTS:
            finding = bars.add_task("Finding shots", total=info.duration_s)
            cuts = find_cuts(video, threads=threads, on_progress=lambda at_s: bars.update(finding, completed=at_s))
        choosing = bars.add_task("Choosing pictures", total=rows * columns)
        made = make_contact_sheet(
            video,
            rows=rows,
            columns=columns,
            cell_width=cell_width,
            cuts_s=cuts,
            title=title,
            times=times,
            threads=threads,
            on_progress=lambda count: bars.update(choosing, completed=count),
        )
        partial.write_bytes(made.encoded(SheetFormat(suffix)))
    if json:
        print_json(
            {
                "file": str(output),
                "rows": made.rows,
                "columns": made.columns,
                "width": made.width,
                "height": made.height,
                "times_s": made.times_s,
            }
        )
    else:
        console.print(f"{output}: {made.rows} x {made.columns}, {made.width} x {made.height} pixels", markup=False)


def _grid(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,4})\s*[x×X*]\s*(\d{1,4})", text.strip())
    rows, columns = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 0 < rows * columns <= MAX_CELLS:
        raise typer.BadParameter("A grid looks like 4x5: rows x columns.", param_hint="--grid")
    return rows, columns
