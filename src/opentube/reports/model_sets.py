"""Remembering which models made a result, once for each combination."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.models.values import ModelRef
from opentube.reports.tables import ModelSet

_read: WeakKeyDictionary[sa.Engine, dict[int, Sequence[ModelRef]]] = WeakKeyDictionary()
"""Combinations that were read, by database: none ever changes."""


def model_set_id(session: Session, models: Iterable[ModelRef]) -> int:
    """The id of this combination of models, added if it is new."""
    listed = [{"task": model.task, "name": model.name, "version": model.version} for model in sorted(models)]
    digest = hashlib.sha256(json.dumps(listed).encode()).hexdigest()
    session.execute(insert(ModelSet).values(digest=digest, models=listed).on_conflict_do_nothing())
    return session.execute(sa.select(ModelSet.id).where(ModelSet.digest == digest)).scalar_one()


def read_models(session: Session, ids: Any) -> list[ModelRef]:
    """The models of these combinations, each once, in order of task; ``ids`` are values or a subquery."""
    sets = session.scalars(sa.select(ModelSet.models).where(ModelSet.id.in_(ids)))
    return sorted({ModelRef(**model) for models in sets for model in models})


def models_by_set(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[ModelRef]]:
    """The models of each of these combinations, in order of task."""
    known = _read.setdefault(session.connection().engine, {})
    if missing := [number for number in ids if number not in known]:
        sets = sa.select(ModelSet.id, ModelSet.models).where(ModelSet.id.in_(missing))
        known |= {number: sorted(ModelRef(**model) for model in models) for number, models in session.execute(sets)}
    return {number: known[number] for number in sorted(ids)}
