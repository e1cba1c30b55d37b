"""The file of boxes: written, edited by hand, read again."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.faces.anonymize.document import BoxesInvalid, as_document, parse_boxes, read_boxes
from opentube.faces.anonymize.values import MaskTrack
from tests.conftest import REPOSITORY
from tests.faces.anonymize.made import hidden

SIDE = st.floats(0, 1)


@st.composite
def mask_tracks(draw: st.DrawFn) -> MaskTrack:
    times = sorted(draw(st.sets(st.integers(0, 10**6), min_size=1, max_size=5)))
    boxes = [[draw(SIDE), draw(SIDE), draw(st.floats(0.001, 1)), draw(st.floats(0.001, 1))] for _ in times]
    start_s = draw(st.floats(0, 1000))
    end_s = start_s + draw(st.floats(0.01, 1000))
    person = draw(st.none() | st.text())
    return MaskTrack(
        draw(st.text()), draw(st.booleans()), draw(st.booleans()), person, start_s, end_s,
        np.array(times) / 1000, np.array(boxes, float),
    )  # fmt: skip


@given(st.lists(mask_tracks(), max_size=4))
def test_what_is_written_is_read(tracks: list[MaskTrack]) -> None:
    again = parse_boxes(json.loads(json.dumps(as_document(tracks))))
    assert len(again) == len(tracks)
    for old, new in zip(tracks, again, strict=True):
        assert (new.id, new.hide, new.unsure, new.person) == (old.id, old.hide, old.unsure, old.person)
        assert (new.start_s, new.end_s) == pytest.approx((old.start_s, old.end_s), abs=1e-6)
        np.testing.assert_allclose(new.times_s, old.times_s, atol=1e-6)
        np.testing.assert_allclose(new.boxes, old.boxes, atol=1e-5)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["format", "version", "tracks", "boxes", "box", "time_s", "start_s", "end_s", "id"]), inner
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_anything_else_is_refused_in_a_sentence(value: Any) -> None:
    document = {"format": "open-tube face boxes", "version": 1, "tracks": [value]}
    with pytest.raises(BoxesInvalid, match=r"must be"):
        parse_boxes(document)
    with pytest.raises(BoxesInvalid, match=r"must be"):
        parse_boxes(value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"boxes": []}, "tracks[0].boxes must be a list of at least one box"),
        ({"end_s": 1.0}, "tracks[0].end_s must be later than start_s"),
        ({"hide": "yes"}, "tracks[0].hide must be true or false"),
        ({"start_s": None}, "tracks[0].start_s must be a number"),
        ({"boxes": [{"time_s": 1.0, "box": [0.1, 0.1, 0.2]}]}, "tracks[0].boxes[0].box must be [x, y, width, height]"),
        (
            {"boxes": [{"time_s": 1.0, "box": [10, 20, 30, 40]}]},
            "tracks[0].boxes[0].box[0] must be a number from -2 to 2",
        ),
        (
            {"boxes": [{"time_s": 2.0, "box": [0, 0, 0.1, 0.1]}, {"time_s": 1.0, "box": [0, 0, 0.1, 0.1]}]},
            "tracks[0].boxes[1].time_s must be later",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(change: dict[str, Any], told: str) -> None:
    track = {"start_s": 1.0, "end_s": 2.0, "boxes": [{"time_s": 1.0, "box": [0.1, 0.1, 0.2, 0.2]}]} | change
    with pytest.raises(BoxesInvalid) as refused:
        parse_boxes({"format": "open-tube face boxes", "version": 1, "tracks": [track]})
    assert told in refused.value.message


def test_a_file_that_is_no_json_is_told(tmp_path: Path) -> None:
    path = tmp_path / "boxes.json"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(BoxesInvalid, match=r"boxes\.json"):
        read_boxes(path)


def test_the_example_of_the_guide_is_right() -> None:
    guide = (REPOSITORY / "docs" / "anonymize.md").read_text(encoding="utf-8")
    example = guide.split("```json\n", 1)[1].split("```", 1)[0]
    tracks = parse_boxes(json.loads(example))
    assert len(tracks) == 2
    box = tracks[0].at(1.5)
    assert box is not None


def test_a_box_moves_in_a_straight_line_and_stays_at_the_ends() -> None:
    track = hidden([[0.0, 0.0, 0.1, 0.1], [0.4, 0.2, 0.3, 0.1]], (1.0, 2.0), start_s=0.5, end_s=3.0)
    assert track.at(0.4) is None
    assert track.at(3.0) is None
    for time_s, wanted in ((0.5, [0, 0, 0.1, 0.1]), (1.5, [0.2, 0.1, 0.2, 0.1]), (2.9, [0.4, 0.2, 0.3, 0.1])):
        np.testing.assert_allclose(track.at(time_s), wanted, atol=1e-9)  # type: ignore[arg-type]
