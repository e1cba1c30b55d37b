"""Films made from a report whose people are known: upright clips, and faces hidden by boxes that can be edited."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.exports.boxes import replace_boxes
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.needs import BoxesUnusable, NotInReport
from opentube.exports.options import ExportOptionsInvalid
from opentube.exports.queries import ExportNotDone
from opentube.exports.service import delete_export, retry_export
from opentube.faces.anonymize.document import parse_boxes
from opentube.media.clip import ClipOptions, make_clip
from opentube.media.crop import crop
from opentube.media.frames import frame_at
from opentube.media.probe import probe
from opentube.media.span import Span
from opentube.persons.actions import ignore_person, notice_person
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.engines import Engines
from opentube.reports.options import ReportOptions
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.conftest import models_folder, new_database
from tests.exports.office import Office

Picture = NDArray[np.uint8]

ALONE_S, OTHER_S, BOTH_S = 1.0, 4.0, 7.0
"""When the first person is on screen, at the right; the second, at the left; both, the first one at the left."""


@pytest.fixture(scope="module")
def film(sample: Path) -> Path:
    path = sample.with_name("people.mp4")
    make_clip(sample, path, Span(5.0, 13.0), ClipOptions(width=640, frame_rate=10))
    return path


@pytest.fixture(scope="module")
def office(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with new_database(server) as url, Database(url) as database:
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("films"), database_url=url, models_dir=models_folder(), threads=1
        )
        engines = Engines(settings)
        yield Office(Workshop(settings, database, Blobs.from_settings(settings), engines))
        engines.close()


@pytest.fixture(scope="module")
def report(office: Office, film: Path) -> uuid.UUID:
    report_id = office.request(film, ReportOptions(analyses=frozenset({AnalysisKind.PERSONS})))
    office.work_off()
    assert office.status(report_id) is ReportStatus.DONE
    return report_id


@pytest.fixture(scope="module")
def persons(office: Office, report: uuid.UUID) -> list[str]:
    part = office.document(report).persons
    assert part
    return [person.id for person in sorted(part.persons, key=lambda person: person.appearances[0].start_s)]


@pytest.fixture(scope="module")
def boxes(office: Office, report: uuid.UUID) -> uuid.UUID:
    """Everybody's boxes."""
    boxes_id = office.ask(report, ExportKind.BOXES)
    office.work_off()
    assert office.row(boxes_id).status == ExportStatus.DONE
    return boxes_id


def shown(content: bytes, folder: Path, time_s: float) -> Picture:
    (folder / "made.mp4").write_bytes(content)
    return frame_at(folder / "made.mp4", time_s).image()


def difference(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def face_of(document: dict[str, Any], time_s: float) -> tuple[slice, slice]:
    """Rows and columns of the face on screen."""
    (box,) = [box for track in parse_boxes(document) if (box := track.at(time_s)) is not None]
    x, y, width, height = box * [640, 360, 640, 360]
    return slice(int(y), int(y + height)), slice(int(x), int(x + width))


@pytest.mark.parametrize(
    ("follow", "time_s", "middle"), [(None, ALONE_S, 0.69), (None, OTHER_S, 0.3), (None, BOTH_S, 0.7), (0, BOTH_S, 0.3)]
)
def test_an_upright_clip_keeps_a_face_in_view(
    *,
    office: Office,
    report: uuid.UUID,
    persons: list[str],
    film: Path,
    tmp_path: Path,
    follow: int | None,
    time_s: float,
    middle: float,
) -> None:
    chosen = {} if follow is None else {"follow": persons[follow]}
    content = office.make(report, ExportKind.CLIP, start_s=time_s, end_s=time_s + 0.3, vertical=True, **chosen)

    whole = frame_at(film, time_s).image()
    clip = shown(content, tmp_path, 0.0)
    assert clip.shape == (360, 202, 3)
    places = np.linspace(0.2, 0.8, 121)
    best = min(places, key=lambda x: difference(clip, crop(whole, 202, 360, (float(x), 0.5))))
    assert best == pytest.approx(middle, abs=0.03)


def test_people_who_are_ignored_are_not_kept_in_view(
    office: Office, report: uuid.UUID, persons: list[str], film: Path, tmp_path: Path
) -> None:
    with office.workshop.database.session() as session:
        ignore_person(session, office.owner_id, uuid.UUID(persons[0]))
    content = office.make(report, ExportKind.CLIP, start_s=1, end_s=1.3, vertical=True)
    with office.workshop.database.session() as session:
        notice_person(session, office.owner_id, uuid.UUID(persons[0]))

    middle = crop(frame_at(film, 1.0).image(), 202, 360, (0.5, 0.5))
    assert difference(shown(content, tmp_path, 0.0), middle) < 4


@pytest.mark.parametrize("form", ["gif", "webp", "mp4"])
def test_a_clip_is_never_larger_than_asked(office: Office, report: uuid.UUID, form: str) -> None:
    free = len(office.make(report, ExportKind.CLIP, start_s=1, end_s=2, form=form, width=320))
    bound = free // 2
    assert (
        len(office.make(report, ExportKind.CLIP, start_s=1, end_s=2, form=form, width=320, max_mb=bound / 1e6)) <= bound
    )


def test_boxes_say_where_faces_are_and_what_to_check(office: Office, report: uuid.UUID, boxes: uuid.UUID) -> None:
    export = office.row(boxes)
    assert export.name == "people face boxes.json"
    assert export.blob_key
    tracks = parse_boxes(json.loads(office.workshop.blobs.get(export.blob_key)))
    assert export.details["hidden"] == len(tracks) >= 4
    assert export.details["unsure_count"] == sum(track.unsure for track in tracks) == len(export.details["unsure"])
    for told in export.details["unsure"]:
        assert set(told) == {"id", "hidden", "person", "start_s", "end_s", "box"}


def test_edited_boxes_are_what_is_hidden(
    office: Office, report: uuid.UUID, boxes: uuid.UUID, film: Path, tmp_path: Path
) -> None:
    key = office.row(boxes).blob_key
    assert key
    found = json.loads(office.workshop.blobs.get(key))
    edited = found | {
        "tracks": [
            *({**track, "hide": False} for track in found["tracks"]),
            {"start_s": 0, "end_s": 2, "boxes": [{"time_s": 0, "box": [0.1, 0.1, 0.2, 0.3]}]},
        ]
    }
    before = shown(office.make(report, ExportKind.ANONYMIZED_VIDEO, boxes=boxes), tmp_path, ALONE_S)
    with office.workshop.database.session() as session:
        replace_boxes(session, office.workshop.blobs, office.owner_id, boxes, parse_boxes(edited))
    assert office.row(boxes).details["edited"]
    after = shown(office.make(report, ExportKind.ANONYMIZED_VIDEO, boxes=boxes, crf=10), tmp_path, ALONE_S)
    outlined = shown(office.make(report, ExportKind.ANONYMIZED_VIDEO, boxes=boxes, preview="boxes"), tmp_path, ALONE_S)

    whole = frame_at(film, ALONE_S).image()
    face = face_of(found, ALONE_S)
    added = slice(60, 120), slice(100, 160)
    assert difference(before[face], whole[face]) > 15
    assert difference(before[added], whole[added]) < 4
    assert difference(after[face], whole[face]) < 4
    assert difference(after[added], whole[added]) > 2 * difference(before[added], whole[added])
    inside = slice(70, 110), slice(90, 170)
    assert difference(outlined[inside], whole[inside]) < 4
    assert difference(outlined[36:38, 70:180], whole[36:38, 70:180]) > 15

    with office.workshop.database.session() as session:
        retry_export(session, office.owner_id, boxes)
        with pytest.raises(ExportNotDone):
            replace_boxes(session, office.workshop.blobs, office.owner_id, boxes, ())
    office.work_off()
    assert office.row(boxes).blob_key == key
    assert "edited" not in office.row(boxes).details


def test_one_person_is_kept_and_the_rest_hidden_in_a_preview(
    office: Office, report: uuid.UUID, persons: list[str], film: Path, tmp_path: Path
) -> None:
    export_id = office.ask(report, ExportKind.ANONYMIZED_VIDEO, keep=persons[0], preview="clip", style="solid")
    office.work_off()
    export = office.row(export_id)
    assert (export.status, export.name) == (ExportStatus.DONE, "people faces hidden preview.mp4")
    assert export.blob_key
    content = office.workshop.blobs.get(export.blob_key)

    assert (export.details["hidden"] > 0, export.details["kept"] > 0) == (True, True)
    assert export.details["left_behind"] == []
    for time_s, hidden in ((ALONE_S, False), (OTHER_S, True)):
        picture = shown(content, tmp_path, time_s)
        assert (difference(picture, frame_at(film, time_s).image()) > 4) is hidden
    assert probe(tmp_path / "made.mp4").duration_s == pytest.approx(8.0, abs=0.1)


def test_only_finished_boxes_of_the_report_are_rendered_and_edited(
    office: Office, report: uuid.UUID, boxes: uuid.UUID, persons: list[str], film: Path
) -> None:
    other = office.request(film, ReportOptions(analyses=frozenset({AnalysisKind.CONTACT_SHEET})))
    office.work_off()
    sheet = office.ask(report, ExportKind.SHEET)
    for report_id, boxes_id in ((report, sheet), (report, uuid.uuid4()), (other, boxes)):
        with pytest.raises(BoxesUnusable):
            office.ask(report_id, ExportKind.ANONYMIZED_VIDEO, boxes=boxes_id)
    with pytest.raises(ExportOptionsInvalid):
        office.ask(report, ExportKind.ANONYMIZED_VIDEO, boxes=boxes, keep=persons[0])
    with pytest.raises(ExportOptionsInvalid):
        office.ask(report, ExportKind.CLIP, start_s=0, end_s=1, follow=persons[0])
    with pytest.raises(NotInReport):
        office.ask(other, ExportKind.CLIP, start_s=0, end_s=1, vertical=True, follow=persons[0])
    with office.workshop.database.session() as session, pytest.raises(BoxesUnusable):
        replace_boxes(session, office.workshop.blobs, office.owner_id, sheet, ())

    waiting = office.ask(report, ExportKind.ANONYMIZED_VIDEO, boxes=boxes)
    with office.workshop.database.session() as session:
        delete_export(session, office.workshop.blobs, office.owner_id, boxes)
    office.work_off()
    assert office.row(waiting).error_code == "boxes_unusable"
