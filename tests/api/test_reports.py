"""A report from the request to its last comment, over HTTP."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from opentube.api.services import Services
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from opentube.store.database import Database
from tests.api.conftest import served
from tests.reports.conftest import engines  # noqa: F401 - a fixture
from tests.reports.installation import COMMENTS_ONLY, Installation

YOUTUBE = "https://youtu.be/dQw4w9WgXcQ"


@pytest.fixture(scope="module")
def services(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with served(server, tmp_path_factory.mktemp("reports")) as services:
        yield services


@pytest.fixture(scope="module")
def database(services: Services) -> Database:
    return services.database


@pytest.fixture(scope="module")
def report(services: Services, sample: Path, engines: Engines) -> str:  # noqa: F811
    """The place of a report of the sample's comments, done."""
    installation = Installation(Workshop(services.settings, services.database, services.blobs, engines))
    report_id = installation.request(sample, COMMENTS_ONLY)
    installation.work_off()
    return f"reports/{report_id}"


def test_an_address_is_checked_before_it_is_sent(api: TestClient) -> None:
    assert api.post("/reports:check", json={"url": YOUTUBE}).json() == {
        "video_id": "dQw4w9WgXcQ",
        "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "report_id": None,
    }
    for wrong in ("https://example.com/watch?v=dQw4w9WgXcQ", "/etc/passwd", "file:///etc/passwd", "samples/sample.mp4"):
        answer = api.post("reports", json={"url": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "not_youtube")


def test_a_report_is_asked_for_once_and_cancelled(api: TestClient) -> None:
    wanted = {"url": YOUTUBE, "analyses": ["comments", "keywords"]}
    first, again = (api.post("reports", json=wanted, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    place = first.headers["location"].removeprefix("/api/v1/")
    assert api.get(place).json()["status"] == "working"
    assert api.post("/reports:check", json={"url": YOUTUBE}).json()["report_id"] == first.json()["id"]
    assert api.post(f"{place}/retry").json()["code"] == "report_not_ended"
    assert api.post(f"{place}/cancel").json()["status"] == "cancelled"
    assert api.post(f"{place}/retry").json()["status"] == "working"


def test_what_it_says_can_be_read_in_parts(api: TestClient, report: str) -> None:
    document = api.get(f"{report}/document").json()
    assert document["summary"] == api.get(f"{report}/summary").json()["items"]
    assert document["comments"] == api.get(f"{report}/numbers").json()
    assert document["keywords"][:3] == api.get(f"{report}/keywords", params={"limit": 3}).json()["items"]
    assert document["topics"] == api.get(f"{report}/topics").json()["items"]
    moments = api.get(f"{report}/moments").json()["items"]
    assert sorted(document["moments"], key=lambda moment: moment["at_s"]) == moments
    few = api.get(f"{report}/document", params={"fields": ["summary"]}).json()
    assert (few["summary"], few["comments"], few["keywords"]) == (document["summary"], None, None)
    assert api.get(f"{report}/persons").json()["code"] == "part_not_found"


def test_comments_are_found_counted_and_put_right(api: TestClient, report: str) -> None:
    total = api.get(f"{report}/document").json()["comments"]["total"]
    assert api.get(f"{report}/comments:count").json()["total"] == total
    seen: list[dict[str, Any]] = []
    cursor = ""
    while True:
        wanted = {"limit": "50", "sort": "likes"} | ({"cursor": cursor} if cursor else {})
        page = api.get(f"{report}/comments", params=wanted).json()
        seen += page["items"]
        if not (cursor := page["next"]):
            break
    assert len({comment["id"] for comment in seen}) == len(seen) == total
    assert [one["likes"] for one in seen] == sorted((one["likes"] for one in seen), reverse=True)

    negative = api.get(f"{report}/comments", params={"sentiment": "negative"}).json()["items"]
    place = f"{report}/comments/{negative[0]['id']}"
    assert api.patch(place, json={"sentiment": "positive"}).json()["holds"]["sentiment"] == "positive"
    counted = api.get(f"{report}/comments:count", params={"sentiment": "negative"}).json()["total"]
    assert counted == len(negative) - 1
    assert api.get(f"{report}/comments", params={"corrected": True}).json()["items"][0]["id"] == negative[0]["id"]
    assert api.delete(f"{place}/corrections").json()["holds"]["sentiment"] == "negative"
    assert api.delete(f"{place}/corrections").json()["code"] == "correction_not_found"


def test_the_list_shows_what_a_card_needs(api: TestClient, report: str) -> None:
    [card] = api.get("reports", params={"status": "done"}).json()["items"]
    assert f"reports/{card['id']}" == report
    assert (card["status"], card["progress"], card["has_media"]) == ("done", 1, True)
    assert sum(card["sentiment"].values()) == card["comments"] > 100
    for sort in ("newest", "oldest", "title"):
        for word, found in ((card["title"][:3], 1), ("nothing like it", 0)):
            wanted = {"status": "done", "sort": sort, "text": word}
            assert len(api.get("reports", params=wanted).json()["items"]) == found
    assert api.get("reports", params={"status": "failed"}).json()["items"] == []
    assert [video["report_id"] for video in api.get("channel").json()["videos"]] == [card["id"]]


def test_a_report_comes_back_from_the_bin_until_it_is_deleted(api: TestClient) -> None:
    report = api.post("reports", json={"url": YOUTUBE}).headers["location"].removeprefix("/api/v1/")

    assert api.post(f"{report}/bin").status_code == 204
    assert api.get(report).status_code == 404
    assert report.removeprefix("reports/") not in api.get("reports").text
    assert len(api.get("reports", params={"binned": True}).json()["items"]) == 1
    assert api.post(f"{report}/restore").status_code == 204
    assert api.get(report).status_code == 200
    assert api.delete(report).status_code == 204
    assert api.get(report).json()["code"] == "report_not_found"


def test_whoever_has_the_link_reads_the_report_and_no_names(api: TestClient, report: str) -> None:
    made = api.post(f"{report}/shares", json={"days": 1}).json()
    place = f"shared/{made['secret']}"
    del api.headers["Authorization"]
    shared = api.get(place).json()
    assert shared["comments"]["total"] > 100
    assert {comment["author"] for comment in shared["comments"]["most_liked"]} == {None}
    page = api.get(f"http://localhost/shared/{made['secret']}")
    assert page.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "nyang_butler" not in page.text
    assert api.get("shared/guess").json()["code"] == "share_not_found"
    refusal = api.get("http://localhost/shared/guess")
    assert refusal.status_code == 404
    assert "이 링크는 없거나" in refusal.text
    assert "This link does not exist" in refusal.text
    assert api.get(f"{place}/pictures/sha256/aa/secret").json()["code"] == "file_missing"


def test_the_reports_of_others_are_not_there(
    api: TestClient, report: str, key_of: Callable[..., dict[str, str]], stranger_id: uuid.UUID
) -> None:
    stranger = key_of(stranger_id)
    assert api.get(report).status_code == 200
    for part in ("", "/document", "/summary", "/numbers", "/comments", "/comments:count", "/media", "/events"):
        assert api.get(report + part, headers=stranger).status_code == 404
