"""A report as files: ``report.json``, ``report.html`` and the pictures they name."""

import uuid
from dataclasses import dataclass
from pathlib import Path

from opentube.errors import UserError
from opentube.reports.build import build_document, picture_names
from opentube.reports.document import ReportDocument
from opentube.reports.service import get_report
from opentube.store.blobs import Blobs
from opentube.store.database import Database

PICTURES = "pictures"


class OutputUnwritable(UserError):
    """The output folder cannot be written. Choose another with --output."""

    code = "output_unwritable"


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report and where its files lie."""

    document: ReportDocument
    json_path: Path
    page_path: Path


def write_report(
    database: Database, blobs: Blobs, owner_id: uuid.UUID, report_id: uuid.UUID, folder: Path
) -> WrittenReport:
    """Write a report into a folder; files of an earlier report there are replaced one by one, whole.

    Raises:
        OutputUnwritable: the folder cannot be made or written.
        ReportNotFound: no report of this owner has the id.
    """
    from opentube.reports.page.render import render_page  # noqa: PLC0415 - loads the chart library, which takes a while

    with database.session() as session:
        document = build_document(session, get_report(session, owner_id, report_id))
    pictures = {}
    names = {}
    for index, key in enumerate(dict.fromkeys(picture_names(document))):
        names[key] = f"{PICTURES}/{index:03d}.jpg"
        pictures[names[key]] = blobs.get(key)
    document = _renamed(document, names)
    try:
        (folder / PICTURES).mkdir(parents=True, exist_ok=True)
        for name, data in pictures.items():
            _replace(folder / name, data)
        _replace(folder / "report.json", document.model_dump_json(indent=2).encode())
        _replace(folder / "report.html", render_page(document, pictures).encode())
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror}). Choose another folder with --output."
        raise OutputUnwritable(message) from error
    return WrittenReport(document, folder / "report.json", folder / "report.html")


def _renamed(document: ReportDocument, names: dict[str, str]) -> ReportDocument:
    persons, sheet = document.persons, document.contact_sheet
    if persons:
        renamed = [
            person.model_copy(update={"cover": names[person.cover]}) if person.cover else person
            for person in persons.persons
        ]
        persons = persons.model_copy(update={"persons": renamed})
    if sheet:
        sheet = sheet.model_copy(update={"picture": names[sheet.picture]})
    return document.model_copy(update={"persons": persons, "contact_sheet": sheet})


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    partial.replace(path)
