"""An installation whose reports are there already, to ask for files."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.service import local_owner
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.queries import get_export
from opentube.exports.service import request_export
from opentube.exports.tables import Export
from opentube.persons.tables import Appearance, Person
from opentube.reports.document import AnalysisKind, CommentsPart, ReportStatus
from opentube.reports.tables import Analysis, Report
from opentube.sources.tables import Video
from tests.reports.audience import Said, add_report
from tests.reports.installation import Installation


@dataclass(frozen=True)
class Office(Installation):
    """Where files are asked for and read."""

    def report(
        self,
        comments: Sequence[Said] = (),
        *,
        persons: Mapping[str, Sequence[tuple[float, float]]] | None = None,
        **video: Any,
    ) -> uuid.UUID:
        """A finished report of comments and of who is on screen when; ``video`` are columns of its video."""
        with self.workshop.database.session() as session:
            report_id = add_report(session, comments)
            owner_id = local_owner(session)
            results = {AnalysisKind.COMMENTS: CommentsPart.empty().model_dump(mode="json")}
            results |= {AnalysisKind.PERSONS: {}} if persons is not None else {}
            session.add_all(
                Analysis(report_id=report_id, kind=kind, owner_id=owner_id, status=ReportStatus.DONE, result=result)
                for kind, result in results.items()
            )
            for name, seen in (persons or {}).items():
                _add_person(session, report_id, name, seen)
            if video:
                session.execute(sa.update(Video).values(**video))
            return report_id

    def ask(self, report_id: uuid.UUID, kind: ExportKind, **options: Any) -> uuid.UUID:
        with self.workshop.database.session() as session:
            return request_export(session, self.owner_id, report_id, kind, options).id

    def row(self, export_id: uuid.UUID) -> Export:
        with self.workshop.database.session() as session:
            return get_export(session, self.owner_id, export_id)

    def make(self, report_id: uuid.UUID, kind: ExportKind, **options: Any) -> bytes:
        """Ask for a file and be the worker who makes it."""
        export_id = self.ask(report_id, kind, **options)
        self.work_off()
        export = self.row(export_id)
        assert export.status == ExportStatus.DONE, export.error_message
        assert export.blob_key is not None
        content = self.workshop.blobs.get(export.blob_key)
        assert export.size_bytes == len(content)
        return content

    def left(self) -> list[Path]:
        """Files and folders that makers left behind."""
        return list((self.workshop.settings.data_dir / "exports").glob("*"))

    def stored(self) -> set[str]:
        """The files in the store, by key."""
        folder = self.workshop.settings.data_dir / "blobs"
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _add_person(session: Session, report_id: uuid.UUID, name: str, seen: Sequence[tuple[float, float]]) -> None:
    report = session.get_one(Report, report_id)
    person = Person(owner_id=report.owner_id, name=name or None)
    session.add(person)
    session.flush()
    session.add_all(
        Appearance(
            owner_id=report.owner_id,
            report_id=report_id,
            video_id=report.video_id,
            person_id=person.id,
            start_s=start_s,
            end_s=end_s,
        )
        for start_s, end_s in seen
    )
