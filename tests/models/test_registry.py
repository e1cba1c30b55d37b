"""The table of models agrees with itself and with the weights in the package."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from onnxruntime import InferenceSession

from opentube.models.folder import ModelFolder, ModelStatus, bundled, sha256
from opentube.models.origins import Bundled
from opentube.models.registry import REGISTRY, ModelEntry

WEIGHTS = Path(str(files("opentube.models"))) / "weights"


@pytest.mark.parametrize("entry", REGISTRY.values(), ids=lambda entry: entry.name)
def test_a_row_is_complete(entry: ModelEntry) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
    assert entry.size_bytes > 0
    assert entry.origins
    assert Path(entry.file_name).name == entry.file_name
    assert entry.licence


def test_file_names_do_not_meet() -> None:
    assert len({entry.file_name for entry in REGISTRY.values()}) == len(REGISTRY)


def test_weights_in_the_package_are_those_of_the_table(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path)
    named = {entry.file_name: entry for entry in REGISTRY.values() if Bundled() in entry.origins}
    found = {path.name: sha256(path) for path in WEIGHTS.iterdir() if path.suffix in {".onnx", ".spm"}}
    assert found == {name: entry.sha256 for name, entry in named.items()}
    for entry in named.values():
        assert folder.status(entry.name) is ModelStatus.BUNDLED
        assert folder.path(entry.name).stat().st_size == entry.size_bytes


def test_bundled_weights_say_the_same_of_themselves_as_the_table() -> None:
    for entry in REGISTRY.values():
        if Bundled() in entry.origins and entry.file_name.endswith(".onnx"):
            session = InferenceSession(bundled(entry.name), providers=["CPUExecutionProvider"])
            about = json.loads(session.get_modelmeta().custom_metadata_map["opentube"])
            assert (about["name"], about["version"], about["licence"]) == (entry.name, entry.version, entry.licence)


def test_the_page_about_models_has_every_row() -> None:
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    for entry in REGISTRY.values():
        assert f"| {entry.name} | {entry.version} | {entry.task} | {entry.licence} |" in page
