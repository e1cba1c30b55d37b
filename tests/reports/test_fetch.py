"""Reports of addresses: the real yt-dlp against a server on this machine, through its generic extractor."""

import json
import threading
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.options import Stage
from opentube.reports.service import cancel_report, request_report, retry_report
from opentube.sources.values import SourceKind, VideoRecord
from opentube.sources.yt_dlp import YtDlpSource
from opentube.sources.yt_dlp_errors import VideoPrivate
from opentube.sources.yt_dlp_values import CommentsState, Fetched
from tests.reports.installation import OPTIONS, Installation
from tests.sources.conftest import Films, Site, films, site

__all__ = ["films", "site"]


@pytest.fixture
def anywhere(installation: Installation) -> Installation:
    """An installation that fetches from this machine."""
    workshop = replace(
        installation.workshop,
        open_source=lambda limits: YtDlpSource(limits=limits, allow_any_host=True, socket_timeout_s=2, retries=0),
    )
    return Installation(workshop)


def request(installation: Installation, url: str) -> uuid.UUID:
    record = VideoRecord(source=SourceKind.YT_DLP, external_id="address", title=url, url=url)
    owner_id = installation.owner_id
    with installation.workshop.database.session() as session:
        return request_report(session, owner_id, record, OPTIONS).id


def states(installation: Installation, report_id: uuid.UUID) -> dict[AnalysisKind, tuple[ReportStatus, str | None]]:
    return {state.kind: (state.status, state.error_code) for state in installation.document(report_id).analyses}


def test_an_address_becomes_a_report(anywhere: Installation, films: Films, site: Site, tmp_path: Path) -> None:
    report_id = request(anywhere, site.put("film.mp4", films.write(tmp_path / "film.mp4")))
    anywhere.work_off()

    document = anywhere.document(report_id)
    assert document.video.has_media
    assert document.video.has_audio
    assert (document.video.width, document.video.height) == (64, 64)
    assert document.video.duration_s == pytest.approx(2.0, abs=0.2)
    assert document.contact_sheet is not None
    assert document.persons is not None
    assert [file for file in (anywhere.workshop.settings.data_dir / "fetch").rglob("*") if file.is_file()] == []


def comments_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The video's comments are turned off."""
    fetch = YtDlpSource.fetch

    def without_comments(*arguments: Any, **options: Any) -> Fetched:
        return replace(fetch(*arguments, **options), comments_state=CommentsState.DISABLED)

    monkeypatch.setattr(YtDlpSource, "fetch", without_comments)


def test_comments_that_are_off_do_not_sink_the_video(
    anywhere: Installation, films: Films, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments_are_off(monkeypatch)
    report_id = request(anywhere, site.put("film.mp4", films.write(tmp_path / "film.mp4")))
    anywhere.work_off()

    assert anywhere.status(report_id) is ReportStatus.PARTIAL
    assert states(anywhere, report_id) == {
        AnalysisKind.COMMENTS: (ReportStatus.FAILED, "comments_disabled"),
        AnalysisKind.KEYWORDS: (ReportStatus.FAILED, "comments_disabled"),
        AnalysisKind.MOMENTS: (ReportStatus.FAILED, "comments_disabled"),
        AnalysisKind.PERSONS: (ReportStatus.DONE, None),
        AnalysisKind.CONTACT_SHEET: (ReportStatus.DONE, None),
    }


def comments_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """The video has one comment."""
    fetch = YtDlpSource.fetch

    def with_comments(*arguments: Any, **options: Any) -> Fetched:
        fetched = fetch(*arguments, **options)
        info = json.loads(fetched.info_file.read_text(encoding="utf-8"))
        info["comments"] = [{"id": "1", "text": "0:01 정말 재밌어요", "like_count": 3}]
        fetched.info_file.write_text(json.dumps(info), encoding="utf-8")
        return replace(fetched, comments_state=CommentsState.OK)

    monkeypatch.setattr(YtDlpSource, "fetch", with_comments)


def test_comments_that_were_off_are_asked_for_again(
    anywhere: Installation, films: Films, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def retry() -> None:
        with anywhere.workshop.database.session() as session:
            retry_report(session, anywhere.owner_id, report_id)
        anywhere.work_off()

    with monkeypatch.context() as patched:
        comments_are_off(patched)
        report_id = request(anywhere, site.put("film.mp4", films.write(tmp_path / "film.mp4")))
        anywhere.work_off()
        before = anywhere.dump(report_id)
        retry()

    assert anywhere.status(report_id) is ReportStatus.PARTIAL
    assert states(anywhere, report_id)[AnalysisKind.COMMENTS] == (ReportStatus.FAILED, "comments_disabled")
    assert anywhere.dump(report_id) == before

    with monkeypatch.context() as patched:
        comments_come(patched)
        retry()

    assert anywhere.status(report_id) is ReportStatus.DONE
    found = anywhere.document(report_id).comments
    assert found
    assert found.total == 1
    assert [unit for unit in anywhere.dump(report_id)["units"] if unit in before["units"]] == before["units"]


def test_fetched_comments_are_labelled(
    anywhere: Installation, films: Films, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments_come(monkeypatch)
    report_id = request(anywhere, site.put("film.mp4", films.write(tmp_path / "film.mp4")))
    anywhere.work_off()

    document = anywhere.document(report_id)
    assert document.status is ReportStatus.DONE
    assert document.comments is not None
    assert document.comments.total == 1
    assert document.moments is not None
    assert [moment.at_s for moment in document.moments] == [1.0]


def test_a_private_video_says_so_and_may_be_tried_again(
    anywhere: Installation, films: Films, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any, **options: Any) -> Fetched:
        raise VideoPrivate

    with monkeypatch.context() as patched:
        patched.setattr(YtDlpSource, "fetch", refuse)
        report_id = request(anywhere, site.put("film.mp4", films.write(tmp_path / "film.mp4")))
        anywhere.work_off()

    assert anywhere.status(report_id) is ReportStatus.FAILED
    assert set(states(anywhere, report_id).values()) == {(ReportStatus.FAILED, "video_private")}

    with anywhere.workshop.database.session() as session:
        retry_report(session, anywhere.owner_id, report_id)
    anywhere.work_off()

    assert states(anywhere, report_id)[AnalysisKind.PERSONS] == (ReportStatus.DONE, None)


def test_a_server_in_trouble_is_tried_again(
    anywhere: Installation, films: Films, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opentube.reports.units.FIRST_BACK_OFF_S", 0.0)
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4"))
    site.statuses = [503, 503]
    report_id = request(anywhere, url)
    anywhere.work_off()

    assert site.statuses == []
    assert states(anywhere, report_id)[AnalysisKind.PERSONS] == (ReportStatus.DONE, None)


def test_a_fetch_that_hangs_is_cancelled(anywhere: Installation, films: Films, site: Site, tmp_path: Path) -> None:
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4"))
    site.silent = True
    report_id = request(anywhere, url)

    def cancel_on_the_way() -> None:
        anywhere.wait_for_stage(report_id, Stage.FETCH)
        with anywhere.workshop.database.session() as session:
            cancel_report(session, anywhere.owner_id, report_id)

    canceller = threading.Thread(target=cancel_on_the_way)
    canceller.start()
    anywhere.work_off()
    canceller.join()

    assert anywhere.status(report_id) is ReportStatus.CANCELLED
    assert anywhere.jobs(report_id, stage=Stage.FETCH) == 0
