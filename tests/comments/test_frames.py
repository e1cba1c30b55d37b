from dataclasses import fields
from typing import Any

import pytest

from opentube.comments import Analyzer, CommentLabels
from opentube.comments.frames import SPARK_SCHEMA, ColumnUnknown, label_column

pandas: Any = pytest.importorskip("pandas")
polars: Any = pytest.importorskip("polars")

TEXTS = ["정말 재밌어요 최고!", None, "1:05 worst part", ""]


def test_the_columns_are_the_fields_of_the_labels() -> None:
    assert [column.split(" ")[0] for column in SPARK_SCHEMA.split(", ")] == [
        field.name for field in fields(CommentLabels)
    ]


def test_a_pandas_column_keeps_its_index(analyzer: Analyzer) -> None:
    column = pandas.Series([*TEXTS, float("nan"), pandas.NA], index=list("zyxwvu"), dtype="object")

    labels = label_column(column, analyzer)

    expected = analyzer.label(["정말 재밌어요 최고!", "1:05 worst part", ""])
    assert list(labels.index) == list("zyxwvu")
    assert labels.loc[["z", "x", "w"], "sentiment"].to_list() == [label.sentiment for label in expected]
    assert labels.loc["x", "timestamps_s"] == [65.0]
    assert labels.loc[["y", "v", "u"]].isna().all(axis=None)
    joined = pandas.concat([column.rename("text"), labels], axis=1)
    assert joined.shape == (6, len(fields(CommentLabels)) + 1)


def test_a_polars_column_becomes_a_polars_frame(analyzer: Analyzer) -> None:
    labels = label_column(polars.Series("text", TEXTS), analyzer, duration_s=60)

    assert labels["language"].to_list() == ["ko", None, "en", "und"]
    assert labels["timestamps_s"].to_list() == [[], None, [], []]
    assert labels.schema["keywords"] == polars.List(polars.String)
    assert labels.row(1) == (None,) * labels.width


@pytest.mark.parametrize("library", [pandas, polars])
def test_empty_columns_have_the_same_types(analyzer: Analyzer, library: Any) -> None:
    none = label_column(library.Series([], dtype="object" if library is pandas else polars.String), analyzer)
    some = label_column(library.Series(TEXTS), analyzer)
    assert none.shape == (0, some.shape[1])
    assert list(none.dtypes) == list(some.dtypes)


def test_lists_are_no_columns(analyzer: Analyzer) -> None:
    with pytest.raises(ColumnUnknown):
        label_column(TEXTS, analyzer)
