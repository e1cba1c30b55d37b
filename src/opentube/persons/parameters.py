"""Large parameters of queries, as text that the server reads: the driver would take its time over each number and id."""

import uuid
from collections.abc import Iterable
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from opentube.faces.values import EMBEDDING_SIZE


class Written(sa.types.UserDefinedType[str]):
    """A type of the server's whose values are given as text."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """Its name in SQL."""
        return self.name


VECTOR = Written(f"vector({EMBEDDING_SIZE})")
"""pgvector's type. The tables do without it, so that a server may."""


def vector_parameter(vector: NDArray[np.float32]) -> sa.ColumnElement[Any]:
    """A (128,) vector."""
    return sa.cast(f"[{','.join(map(repr, vector.tolist()))}]", VECTOR)


def ids_parameter(ids: Iterable[uuid.UUID]) -> sa.ColumnElement[Any]:
    """An array of ids, to compare with by `sqlalchemy.any_`."""
    return sa.cast(f"{{{','.join(map(str, ids))}}}", Written("uuid[]"))
