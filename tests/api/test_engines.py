"""The engines without a report, the sample, and what was used."""

from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from starlette.testclient import TestClient


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    return cv2.imencode(".jpg", picture)[1].tobytes()


def still(film: Path, time_s: float) -> NDArray[np.uint8]:
    """The frame of a film at a time, in BGR."""
    with av.open(film) as container:
        frame = next(frame for frame in container.decode(video=0) if (frame.time or 0) >= time_s)
        return np.ascontiguousarray(frame.to_ndarray(format="bgr24"))


def test_texts_are_labelled_in_their_order(api: TestClient) -> None:
    texts = ["정말 최고의 영상이에요", "시1발 짜증나", "3:20 부분 설명해 주세요?", ""]
    answer = api.post("/comments:analyze", json={"texts": texts, "duration_s": 600})
    first, second, third, empty = answer.json()["items"]
    assert first["sentiment"] == "positive"
    assert (second["profane"], second["profanity_spans"][0][0]) == (True, 0)
    assert (third["timestamps_s"], third["request"]) == ([200], True)
    assert (empty["sentiment"], empty["language"]) == ("neutral", "und")
    assert answer.json()["models"]
    assert api.post("/comments:analyze", json={"texts": ["x"] * 1001}).status_code == 422


def test_faces_of_a_picture_are_found(api: TestClient, sample: Path) -> None:
    picture = jpeg(still(sample, 9.0))
    [face] = api.post("/images:faces", files={"image": picture}).json()["items"]
    assert len(face["embedding"]) == 128
    assert 0.2 < face["box"][0] < 0.25
    assert api.post("/images:faces", files={"image": b"GIF89a nothing"}).json()["code"] == "photo_unreadable"
    assert (
        api.post("/persons:find", files={"image": jpeg(np.zeros((99, 99, 3), np.uint8))}).json()["code"]
        == "photo_no_face"
    )
    assert api.post("/persons:find", files={"image": picture}).json()["items"] == []


def test_without_consent_no_faces_are_looked_for(api: TestClient) -> None:
    assert api.patch("settings", json={"face_analysis": False}).json()["face_analysis"] is False
    assert api.post("/images:faces", files={"image": b"x"}).json()["code"] == "face_analysis_off"


def test_the_sample_is_asked_for_and_counted(api: TestClient, sample: Path) -> None:
    first, again = (api.post("/reports:sample", headers={"Idempotency-Key": "k"}).json() for _ in range(2))
    assert (first["status"], again["id"]) == ("working", first["id"])
    [month] = api.get("usage").json()["months"]
    assert (month["reports"], month["video_s"] > 20) == (1, True)
    assert {"yunet", "sface"} <= {model["name"] for model in api.get("installation").json()["models"]}
