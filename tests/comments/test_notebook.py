"""The notebook of the examples runs from top to bottom, and shows what it says it shows."""

import json
from typing import Any

import pytest

from tests.conftest import REPOSITORY


def test_the_notebook_runs() -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    notebook = json.loads((REPOSITORY / "examples" / "comments.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}

    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec("".join(cell["source"]), names)  # noqa: S102 - our own notebook

    assert names["table"]["sentiment"].isna().sum() == 1
    assert [campaign.authors for campaign in names["campaigns"]] == [3]
