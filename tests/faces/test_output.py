"""What is handed on: the document and the covers."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from opentube.faces.cover import cover_crop
from opentube.faces.output import as_document
from opentube.faces.people import find_people
from opentube.media.probe import MediaInfo
from opentube.models.values import ModelRef
from tests.faces.stand_ins import face_table, stay

INFO = MediaInfo(9.0, 1280, 720, 0, 25.0, True, "h264", 0.0)  # noqa: FBT003 - a row of facts


def test_the_document_keeps_the_contract() -> None:
    faces = face_table(stay(1, 0, 4) + stay(None, 5, 2))
    people = find_people([4.0], faces, duration_s=9.0)
    document = as_document(INFO, [ModelRef("face_detection", "yunet", "1")], people, faces)
    assert json.loads(json.dumps(document)) == document
    assert document["models"] == {"face_detection": {"name": "yunet", "version": "1"}}
    assert document["video"]["duration_s"] == 9.0
    (person,) = document["persons"]
    assert person["id"] == "p1"
    assert person["screen_time_s"] == 1.54
    assert person["appearances"] == [{"start_s": 0.0, "end_s": 1.54}]
    sure, unsure = document["tracks"]
    assert (sure["id"], sure["person"], unsure["id"], unsure["person"]) == ("t1", "p1", "t2", None)
    assert sure["faces"][1] == {"time_s": 0.5, "box": [0.45, 0.45, 0.1, 0.1], "score": 0.9}


@pytest.mark.parametrize("box", [(0.17, 0.3, 0.22, 0.33), (0.0, 0.0, 0.1, 0.1), (0.9, 0.9, 0.1, 0.1), (0, 0, 1, 1)])
def test_a_cover_is_a_square(disc_film: Path, box: tuple[float, float, float, float]) -> None:
    jpeg = cover_crop(disc_film, 0.5, box, size=96)
    assert np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)).shape == (96, 96, 3)


def test_a_cover_shows_the_face_in_its_middle(disc_film: Path) -> None:
    jpeg = cover_crop(disc_film, 0.5, (38 / 192, 38 / 128, 44 / 192, 44 / 128), size=96)
    picture = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))
    rim = picture[48, 34]
    assert rim[2] > 150 > rim[1]
