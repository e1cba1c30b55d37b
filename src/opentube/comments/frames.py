"""Labels of a pandas or Polars column, as a frame of the same kind; neither library is needed otherwise."""

from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Any, Final

from opentube.comments.analyzer import Analyzer
from opentube.comments.values import CommentLabels
from opentube.errors import UserError

SPARK_SCHEMA: Final = (
    "language string, sentiment string, sentiment_score double, timestamps_s array<double>, keywords array<string>, "
    "profane boolean, profanity_score double, profanity_spans array<array<bigint>>, abusive boolean, "
    "abuse_score double, spam boolean, spam_score double, question boolean, request boolean"
)
"""The columns that ``label_column`` makes, in order, as Spark's ``mapInPandas`` wants to be told."""

_TYPES: Final = dict(column.split(" ") for column in SPARK_SCHEMA.split(", "))
_PANDAS: Final = {"string": "string", "double": "Float64", "boolean": "boolean"}
_BATCH: Final = 512


class ColumnUnknown(UserError):
    """This is neither a pandas nor a Polars column; give frame["text"], or call Analyzer.stream."""

    code = "column_unknown"


def label_column(column: Any, analyzer: Analyzer, *, duration_s: float | None = None) -> Any:
    """Return the labels of each text of a column, one column a label, in a frame with as many rows.

    Args:
        column: a ``pandas.Series`` or ``polars.Series``. What is no text (None, NaN, NA) has no label: every column
            of its row is missing.
        analyzer: what labels; 512 texts at a time.
        duration_s: timestamps past it are left out.

    Returns:
        ``pandas.DataFrame`` with the index of the column and nullable types, or ``polars.DataFrame``; the columns are
        the fields of ``CommentLabels``, spans and lists of terms and times as lists.

    Raises:
        ColumnUnknown: it is neither.
    """
    kind = next((base.__module__.partition(".")[0] for base in type(column).__mro__ if base.__name__ == "Series"), "")
    if kind not in _FRAMES:
        raise ColumnUnknown
    values = column.to_list()
    rows = [place for place, value in enumerate(values) if isinstance(value, str)]
    labels = analyzer.stream((values[place] for place in rows), batch=_BATCH, duration_s=duration_s)
    columns: dict[str, list[Any]] = {name: [None] * len(values) for name in _TYPES}
    for place, label in zip(rows, labels, strict=True):
        for name, value in _plain(label).items():
            columns[name][place] = value
    return _FRAMES[kind](import_module(kind), columns, column)


def _plain(labels: CommentLabels) -> dict[str, Any]:
    values = asdict(labels)
    spans = values["profanity_spans"]
    return values | {
        "sentiment": labels.sentiment.value,
        "timestamps_s": list(labels.timestamps_s),
        "keywords": list(labels.keywords),
        "profanity_spans": spans if spans is None else [list(span) for span in spans],
    }


def _pandas(pandas: Any, columns: dict[str, list[Any]], column: Any) -> Any:
    series = {
        name: pandas.Series(values, dtype=_PANDAS.get(_TYPES[name], "object")) for name, values in columns.items()
    }
    return pandas.DataFrame(series).set_axis(column.index)


def _polars(polars: Any, columns: dict[str, list[Any]], _: Any) -> Any:
    types = {
        "string": polars.String,
        "double": polars.Float64,
        "boolean": polars.Boolean,
        "array<double>": polars.List(polars.Float64),
        "array<string>": polars.List(polars.String),
        "array<array<bigint>>": polars.List(polars.List(polars.Int64)),
    }
    return polars.DataFrame(columns, schema={name: types[_TYPES[name]] for name in columns})


_FRAMES: Final[dict[str, Callable[[Any, dict[str, list[Any]], Any], Any]]] = {"pandas": _pandas, "polars": _polars}
