"""Bringing reports up to date within one command, so that nobody needs a worker for that."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from opentube.cli.session import Product
from opentube.cli.terminal import console
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop


@contextmanager
def workshop_of(product: Product) -> Iterator[Workshop]:
    """What a worker has, for the length of a ``with`` block."""
    engines = Engines(product.settings)
    try:
        yield Workshop(product.settings, product.database, product.blobs, engines)
    finally:
        engines.close()


def bring_up_to_date(product: Product, reports: Iterable[uuid.UUID]) -> None:
    """Sum up again what changed; stopped on the way, the next worker does the rest."""
    from opentube.reports.refresh import refresh_results  # noqa: PLC0415 - loads every engine's code

    with workshop_of(product) as workshop, console.status("Bringing reports up to date"):
        for report_id in reports:
            refresh_results(workshop, report_id)
