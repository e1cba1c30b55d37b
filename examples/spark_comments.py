"""Label comments on a Spark cluster: ``spark-submit examples/spark_comments.py INPUT OUTPUT``.

INPUT is JSON Lines with ``id`` and ``text`` (a folder, a pattern or any address that Spark reads), OUTPUT a folder.
Open-Tube must be installed where the executors run; each Python worker there needs about 700 MB.
"""  # noqa: INP001 - a script

import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
from pyspark.sql import SparkSession

from opentube.comments import Analyzer
from opentube.comments.frames import SPARK_SCHEMA, label_column


def label(frames: Iterator[Any]) -> Iterator[Any]:
    """Add the labels to each frame of a partition; the models are loaded once a partition."""
    analyzer = Analyzer()
    for frame in frames:
        yield pd.concat([frame, label_column(frame["text"], analyzer)], axis=1)


def main(source: str, target: str) -> None:
    """Read, label and write."""
    spark = SparkSession.builder.appName("Open-Tube comments").getOrCreate()
    comments = spark.read.json(source, schema="id string, text string")
    comments.mapInPandas(label, f"id string, text string, {SPARK_SCHEMA}").write.json(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
