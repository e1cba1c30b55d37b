"""What makes each kind of file, and how its name ends."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from opentube.exports.kinds import ExportKind
from opentube.exports.makers.anonymized import make_anonymized
from opentube.exports.makers.comments import make_csv, make_jsonl, make_parquet
from opentube.exports.makers.document import make_edl, make_persons_csv, make_table, make_vtt
from opentube.exports.makers.face_boxes import make_boxes
from opentube.exports.makers.film import make_clip_file, make_sheet_file
from opentube.exports.makers.held import make_held
from opentube.exports.makers.page import make_pdf
from opentube.exports.options import CsvOptions, Table
from opentube.exports.work import Making

Maker = Callable[[Making, Any], Path]
"""Makes the file of its options, in the folder it is given."""


def _make_csv(making: Making, options: CsvOptions) -> Path:
    return make_csv(making, options) if options.table is Table.COMMENTS else make_table(making, options)


MAKERS: Final[Mapping[ExportKind, Maker]] = {
    ExportKind.CSV: _make_csv,
    ExportKind.JSONL: make_jsonl,
    ExportKind.PARQUET: make_parquet,
    ExportKind.HELD: make_held,
    ExportKind.PDF: make_pdf,
    ExportKind.VTT: make_vtt,
    ExportKind.EDL: make_edl,
    ExportKind.PERSONS_CSV: make_persons_csv,
    ExportKind.CLIP: make_clip_file,
    ExportKind.SHEET: make_sheet_file,
    ExportKind.ANONYMIZED_VIDEO: make_anonymized,
    ExportKind.BOXES: make_boxes,
}

ENDINGS: Final[Mapping[ExportKind, Callable[[Any], str]]] = {
    ExportKind.CSV: lambda options: f" {options.table}.csv",
    ExportKind.JSONL: lambda _: " comments.jsonl",
    ExportKind.PARQUET: lambda _: " comments.parquet",
    ExportKind.HELD: lambda options: f" held.{'txt' if options.form == 'text' else options.form}",
    ExportKind.PDF: lambda _: " report.pdf",
    ExportKind.VTT: lambda _: " persons.vtt",
    ExportKind.EDL: lambda _: " persons.edl",
    ExportKind.PERSONS_CSV: lambda _: " persons.csv",
    ExportKind.CLIP: lambda options: f" clip.{options.form}",
    ExportKind.SHEET: lambda options: f" sheet.{options.form}",
    ExportKind.ANONYMIZED_VIDEO: lambda options: f" faces hidden{' preview' if options.preview else ''}.{options.form}",
    ExportKind.BOXES: lambda _: " face boxes.json",
}
