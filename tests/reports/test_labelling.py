"""The comments engine in a process of its own."""

from opentube.reports.labelling import LabellingProcess


def test_words_have_no_stems_until_the_engine_is_loaded() -> None:
    labelling = LabellingProcess()
    try:
        assert labelling.stems(["먹었어요"], patience_s=60) is None

        labelling.preload()

        assert labelling.stems(["사람"], patience_s=0) is None  # it is still loading
        assert labelling.stems(["먹었어요", "사람들"], patience_s=60) == [("먹다",), ("사람",)]
    finally:
        labelling.close()
