"""The bundled sample is small, whole, credited, and holds every kind of comment that a report tells apart."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
CLIP = SAMPLES / "sample.mp4"
Comments = list[dict[str, Any]]


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SAMPLES / "sample.info.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def comments(sample: dict[str, Any]) -> Comments:
    listed: Comments = sample["comments"]
    return listed


def test_the_folder_stays_under_three_megabytes() -> None:
    sizes = [path.stat().st_size for path in SAMPLES.rglob("*") if "__pycache__" not in path.parts and path.is_file()]

    assert sum(sizes) < 3_000_000
    assert CLIP.stat().st_size < 2_000_000


def test_the_clip_plays_for_half_a_minute_with_sound(sample: dict[str, Any]) -> None:
    with av.open(CLIP) as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        times = [frame.time for frame in clip.decode(video)]
        clip.seek(0)
        loudest = max(float(np.abs(frame.to_ndarray()).max()) for frame in clip.decode(audio))

        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height) == (1280, 720)
        assert times == sorted(times)
        assert times[0] == 0
        assert times[-1] == pytest.approx(sample["duration"] - 1 / 25)
        assert 0.3 < loudest < 1


def test_the_clip_starts_playing_before_it_has_arrived_whole() -> None:
    start = CLIP.read_bytes()[:65536]

    assert start.index(b"moov") < start.index(b"mdat")


def test_the_info_json_is_what_the_table_says(sample: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SAMPLES.parent))
    table = importlib.import_module("samples.film.comments")

    assert table.info(SAMPLES / "comments.tsv") == sample


def test_every_picture_used_is_credited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SAMPLES.parent))
    pictures = importlib.import_module("samples.film.pictures").PICTURES.values()
    rows = [row for row in (SAMPLES / "CREDITS.md").read_text(encoding="utf-8").splitlines() if row.startswith("| `")]

    for picture in pictures:
        name, package = Path(picture.member).name, picture.requirement.replace("==", " ")
        (row,) = [row for row in rows if f"`{name}`" in row]
        assert package in row
        assert "Public domain" in row or "CC0" in row
    assert len(rows) == len(pictures)


def test_comments_hang_together(sample: dict[str, Any], comments: Comments) -> None:
    ids = [comment["id"] for comment in comments]

    assert len(ids) == len(set(ids)) == sample["comment_count"] >= 150
    assert {comment["parent"] for comment in comments} <= {"root", *ids}
    assert all(comment["text"].strip() and comment["like_count"] >= 0 for comment in comments)


def test_some_replies_stand_before_their_parents(comments: Comments) -> None:
    place = {comment["id"]: index for index, comment in enumerate(comments)}

    replies = [comment for comment in comments if comment["parent"] != "root"]
    early = [reply for reply in replies if place[reply["id"]] < place[reply["parent"]]]

    assert len(replies) >= 30
    assert early


def test_replies_are_younger_than_their_parents(comments: Comments) -> None:
    written = {comment["id"]: comment["timestamp"] for comment in comments}

    assert all(c["timestamp"] > written[c["parent"]] for c in comments if c["parent"] != "root")


def test_the_first_day_is_the_busiest(comments: Comments) -> None:
    days = [(comment["timestamp"] - comments[0]["timestamp"]) // 86_400 for comment in comments]

    assert max(set(days), key=days.count) == 0
    assert 10 <= max(days) <= 15


def test_most_comments_are_korean_and_some_are_not(comments: Comments) -> None:
    texts = [comment["text"] for comment in comments]
    korean = sum(bool(re.search("[가-힣ㄱ-ㅣ]", text)) for text in texts)
    japanese = sum(bool(re.search("[ぁ-ヶ]", text)) for text in texts)

    assert 0.6 < korean / len(texts) < 0.8
    assert japanese >= 2


@pytest.mark.parametrize(
    ("kind", "pattern", "at_least"),
    [
        ("timestamps", r"(?<!\d)0:[0-2]\d(?!\d)|\d+초에", 30),
        ("ranges", r"0:\d\d~0:\d\d", 2),
        ("decoys of timestamps", r"16:9|3:0|오후 3:20", 3),
        ("questions", r"\?", 15),
        ("requests", r"주세요|부탁|please", 10),
        ("laughter", "ㅋㅋ", 15),
        ("tears", "ㅠㅠ|ㅜㅜ", 6),
        ("emoji", "[\U0001f300-\U0001faff]", 15),
        ("custom emoji", r":_\w+:", 2),
        ("mentions", r"@[\w.-]+ ", 2),
        ("profanity in disguise", r"시1발|ㅅㅂ|씨@발|tlqkf|sh1t|a\$\$|병1신|존1나", 7),
        ("decoys of profanity", "시발점|개발자|18번 출구|Scunthorpe", 4),
        ("spam", "단톡방|텔레그램|부업|[Cc]heck my channel", 6),
    ],
)
def test_every_kind_is_there(comments: Comments, kind: str, pattern: str, at_least: int) -> None:
    assert sum(bool(re.search(pattern, comment["text"])) for comment in comments) >= at_least, kind


def test_a_campaign_of_several_authors_repeats_itself(comments: Comments) -> None:
    campaign = [c for c in comments if re.sub(r"\W", "", c["text"]).startswith("하루30분재택부업")]

    assert len({comment["author"] for comment in campaign}) == len(campaign) >= 4


def test_some_authors_are_hidden_and_the_uploader_answers(comments: Comments) -> None:
    assert any(comment["author"] is None and comment["author_id"] is None for comment in comments)
    assert sum(comment["author_is_uploader"] for comment in comments) >= 10
    assert {comment["author"] for comment in comments if comment["author_is_uploader"]} == {"@opentube-sample"}


def test_timestamps_point_into_the_film(sample: dict[str, Any], comments: Comments) -> None:
    pointed = [int(second) for c in comments for second in re.findall(r"(?<!\d)0:(\d\d)(?!\d)", c["text"])]

    assert max(pointed) < sample["duration"]
    assert len(set(pointed)) >= 10
