"""Reports of what was uploaded."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from opentube.accounts.tables import Owner
from opentube.models.folder import ModelFolder
from opentube.reports.document import AnalysisKind
from opentube.reports.from_uploads import request_report_from_uploads
from opentube.reports.options import COMMENT_ANALYSES, ReportOptions
from opentube.reports.tables import Report
from opentube.sources.tables import Video
from opentube.sources.uploads.errors import UploadNotFound, UploadNotReady, UploadOfOtherKind, UploadRefused, UploadUsed
from opentube.sources.uploads.tables import Upload, UploadStatus
from tests.conftest import models_folder
from tests.sources.uploads.conftest import Reception, inbox, reception

__all__ = ["inbox", "reception"]
MODELS = ModelFolder(models_folder())
OPTIONS = ReportOptions(analyses=COMMENT_ANALYSES | {AnalysisKind.CONTACT_SHEET})


def ask(reception: Reception, title: str | None = None, **uploads: Upload) -> tuple[Report, Video]:
    ids = {name: upload.id for name, upload in uploads.items()}
    with reception.database.session() as session:
        report = request_report_from_uploads(session, reception.owner_id, OPTIONS, title=title, models=MODELS, **ids)
        return report, session.get_one(Video, report.video_id)


def test_a_film_and_its_comments_make_one_report(reception: Reception, sample: Path) -> None:
    film, comments = reception.upload(sample), reception.upload(sample.with_suffix(".info.json"))

    report, video = ask(reception, media=film, comments=comments)

    assert (video.external_id, video.media_key, video.duration_s) == ("open-tube-sample", film.blob_key, 30.0)
    assert report.options["comments_key"] == comments.blob_key
    assert set(report.options["analyses"]) == OPTIONS.analyses
    with reception.database.session() as session:
        assert {session.get_one(Upload, upload.id).status for upload in (film, comments)} == {UploadStatus.USED}


def test_a_film_alone_is_called_as_its_file(reception: Reception, sample: Path) -> None:
    report, video = ask(reception, media=reception.upload(sample))

    assert video.title == "sample"
    assert video.external_id.startswith("sha256-")
    assert report.options["analyses"] == [AnalysisKind.CONTACT_SHEET]


def test_a_title_of_ones_own_wins(reception: Reception, sample: Path) -> None:
    _, video = ask(reception, "My film", comments=reception.upload(sample.with_suffix(".info.json")))

    assert video.title == "My film"


def test_an_upload_serves_one_report(reception: Reception, sample: Path) -> None:
    film = reception.upload(sample)

    def outcome(_: int) -> str:
        try:
            ask(reception, media=film)
        except UploadUsed:
            return "used"
        return "report"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(outcome, range(4))) == ["report", "used", "used", "used"]


def test_what_cannot_be_used_stays_as_it_is(reception: Reception, sample: Path, tmp_path: Path) -> None:
    film = reception.upload(sample)
    (tmp_path / "film.mp4").write_bytes(bytes(100))
    refused = reception.upload(tmp_path / "film.mp4")
    begun = reception.announce()
    with reception.database.session() as session:
        session.add(stranger := Owner(name="stranger"))

    with pytest.raises(UploadOfOtherKind):
        ask(reception, comments=film)
    with pytest.raises(UploadRefused, match="not a video"):
        ask(reception, media=film, comments=refused)
    with pytest.raises(UploadNotReady):
        ask(reception, media=begun)
    with pytest.raises(UploadNotFound):
        ask(replace(reception, owner_id=stranger.id), media=film)

    with reception.database.session() as session:
        assert session.get_one(Upload, film.id).status == UploadStatus.READY
