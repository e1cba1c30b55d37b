"""Block-quantised files say the same in ONNX Runtime as in OpenCV."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.models.folder import ModelFolder
from opentube.models.folding import fold
from opentube.models.session import open_folded
from opentube.models.wire import Field, build, parse
from tests.conftest import models_folder

values: st.SearchStrategy[int | bytes] = st.integers(0, 2**64 - 1) | st.binary(max_size=300)
messages: st.SearchStrategy[list[Field]] = st.lists(st.tuples(st.integers(1, 2**20), values))


@given(messages)
def test_a_message_survives_being_taken_apart(message: list[Field]) -> None:
    assert parse(build(message)) == message


@given(st.binary(max_size=40))
def test_what_is_no_message_is_refused_or_read(data: bytes) -> None:
    try:
        fields = parse(data)
    except ValueError:
        return
    assert parse(build(fields)) == fields


def test_vectors_are_those_of_opencv() -> None:
    path = ModelFolder(models_folder()).path("sface")
    noise = np.random.default_rng(0).integers(0, 256, (112, 112, 3)).astype(np.uint8)
    blob = cv2.dnn.blobFromImage(cv2.GaussianBlur(noise, (0, 0), 4), swapRB=True)
    net = cv2.dnn.readNetFromONNX(str(path))
    net.setInput(blob, "data")
    assert open_folded(path).run(None, {"data": blob})[0] == pytest.approx(net.forward(), abs=1e-4)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\xff" * 100)
    with pytest.raises(ValueError, match="message"):
        fold(path)
