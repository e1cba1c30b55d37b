"""Owners who do not want people to be looked for."""

from pathlib import Path

import pytest

from opentube.models.folder import ModelFolder
from opentube.persons.consent import FaceAnalysisOff, allows_faces, switch_faces
from opentube.persons.find import find_photo
from opentube.reports.document import AnalysisKind
from opentube.reports.intake import request_report_for
from opentube.reports.options import ReportOptions
from opentube.reports.service import get_report
from opentube.reports.tables import Analysis
from opentube.store.blobs import Blobs
from tests.persons.shelves import Shelf
from tests.persons.test_find import READER, photo


def switch(shelf: Shelf, *, on: bool) -> None:
    with shelf.database.session() as session:
        switch_faces(session, shelf.owner_id, on=on)


def asked_for(
    shelf: Shelf, blobs: Blobs, film: Path, options: ReportOptions, models: Path
) -> tuple[set[str], list[str]]:
    """The analyses of a new report, and the codes of its notices."""
    report_id = request_report_for(
        shelf.database, blobs, shelf.owner_id, str(film), options, models=ModelFolder(models)
    )
    with shelf.database.session() as session:
        kinds = {row.kind for row in session.query(Analysis).filter_by(report_id=report_id)}
        return kinds, [notice["code"] for notice in get_report(session, shelf.owner_id, report_id).notices]


def test_reports_leave_persons_out_and_say_so(shelf: Shelf, blobs: Blobs, sample: Path, tmp_path: Path) -> None:
    """Without models, too: none are needed then."""
    switch(shelf, on=False)
    kinds, codes = asked_for(shelf, blobs, sample, ReportOptions(), tmp_path)
    assert AnalysisKind.PERSONS not in kinds
    assert kinds > {AnalysisKind.CONTACT_SHEET, AnalysisKind.COMMENTS}
    assert FaceAnalysisOff.code in codes


def test_who_switches_it_on_again_gets_persons(shelf: Shelf, blobs: Blobs, sample: Path, tmp_path: Path) -> None:
    switch(shelf, on=False)
    switch(shelf, on=True)
    with shelf.database.session() as session:
        assert allows_faces(session, shelf.owner_id)
    without = ReportOptions(analyses=frozenset({AnalysisKind.CONTACT_SHEET}))
    assert asked_for(shelf, blobs, sample, without, tmp_path) == ({AnalysisKind.CONTACT_SHEET}, [])


def test_persons_alone_are_refused(shelf: Shelf, blobs: Blobs, sample: Path, tmp_path: Path) -> None:
    switch(shelf, on=False)
    with pytest.raises(FaceAnalysisOff):
        asked_for(shelf, blobs, sample, ReportOptions(analyses=frozenset({AnalysisKind.PERSONS})), tmp_path)


def test_photos_are_not_looked_at_either(shelf: Shelf) -> None:
    switch(shelf, on=False)
    with shelf.database.session() as session, pytest.raises(FaceAnalysisOff):
        find_photo(session, shelf.owner_id, READER, photo(100))


def test_one_owner_switches_for_themselves_alone(shelf: Shelf) -> None:
    other = Shelf.new(shelf.database)
    switch(other, on=False)
    with shelf.database.session() as session:
        assert allows_faces(session, shelf.owner_id)
        assert not allows_faces(session, other.owner_id)
