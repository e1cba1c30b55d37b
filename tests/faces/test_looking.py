"""What is written down of the faces of one frame."""

from pathlib import Path

import numpy as np
import pytest

from opentube.faces.looking import Looked, faces_of
from opentube.faces.sampling import sample
from opentube.media.frames import read_frames
from tests.faces.films import scene, write
from tests.faces.stand_ins import PixelEmbedder


@pytest.mark.parametrize("frozen", [False, True])
def test_a_profile_is_poor_and_yet_no_picture(tmp_path: Path, frozen: bool) -> None:
    # given a face whose nose lies beside its eyes
    film = write(tmp_path / "film.mp4", [scene(1, 192, 128)] * 2, 25)
    frame = next(sample(read_frames(film)))
    points = np.array([[0.4, 0.4], [0.5, 0.4], [0.2, 0.5], [0.4, 0.6], [0.5, 0.6]], np.float32)
    found = faces_of([(np.array([0.3, 0.3, 0.4, 0.4], np.float32), points, 0.9)])
    # when
    table, poor = Looked(frame, frame.frame.image(), found).rows(PixelEmbedder(), [0], [0] if frozen else [])
    # then quality 0 is left to what is frozen
    assert poor == {0}
    assert not table.embedded.any()
    assert (table.quality[0] == 0) == frozen
