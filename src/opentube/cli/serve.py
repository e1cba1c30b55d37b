"""``open-tube serve`` and ``open-tube api``: the product over HTTP."""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Annotated

import typer

from opentube.accounts.first_start import first_start_link
from opentube.cli.logs import configure_logs
from opentube.cli.own_worker import own_workers
from opentube.cli.session import Product, open_product
from opentube.cli.terminal import console
from opentube.errors import UserError
from opentube.tracing import end_tracing, start_tracing

Host = Annotated[str, typer.Option(help="The address to listen on. Anything but loopback needs OPENTUBE_PUBLIC_URL.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0 takes a free one.")]

Count = Annotated[
    int, typer.Option("--processes", min=1, max=16, help="Processes that answer, of 6 to 21 database connections each.")
]
PROCESSES = min(4, 2 * (os.cpu_count() or 1))
"""Twice the cores: the kernel shares out cores better than it shares out connections."""


class AddressNotLocal(UserError):
    """Passwords and keys would travel in the open. Set OPENTUBE_PUBLIC_URL to the https:// address before listening here."""

    code = "address_not_local"


class PortInUse(UserError):
    """Something else listens there already. Choose another with --port."""

    code = "port_in_use"


def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    processes: Count = PROCESSES,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Worker processes.")] = 1,
) -> None:
    """The API, the web app and a worker in one command; stops with Ctrl-C."""
    configure_logs()
    start_tracing()
    with (
        _loading() as loaded,
        open_product() as product,
        _listening(product, host, port, processes) as sockets,
    ):
        log = product.settings.data_dir / "logs" / "worker.log"
        with own_workers(workers, log, preload=True) as own:
            loaded.join()
            _run(product, sockets, own.keep_alive)


def api(*, host: Host = "127.0.0.1", port: Port = 8000, processes: Count = PROCESSES) -> None:
    """Only the API and the web app: workers run apart."""
    serve(host=host, port=port, processes=processes, workers=0)


@contextmanager
def _loading() -> Iterator[Thread]:
    """A thread that loads FastAPI and all that stands on it, which takes as long as it takes the database to start."""
    with TemporaryDirectory(prefix="open-tube-figures-") as figures:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures  # read when the library is imported
        thread = Thread(target=_load)
        thread.start()
        try:
            yield thread
        finally:
            thread.join()


def _load() -> None:
    import_module("opentube.api.app").load()


@contextmanager
def _listening(product: Product, host: str, port: int, count: int) -> Iterator[list[socket.socket]]:
    """As many sockets of one address, among which the kernel shares out connections."""
    if not _is_loopback(host) and not product.settings.public_url.startswith("https://"):
        raise AddressNotLocal
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as opened:
        try:
            with socket.create_server((host, port), family=family) as alone:  # which fails if anybody is there already
                port = alone.getsockname()[1]
            sockets = [
                opened.enter_context(socket.create_server((host, port), family=family, reuse_port=count > 1))
                for _ in range(count)
            ]
        except OSError as error:
            message = f"Nothing can listen on {host}:{port}: {error.strerror}. Choose another with --port."
            raise PortInUse(message) from error
        yield sockets


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _run(product: Product, sockets: Sequence[socket.socket], watch: Callable[[], None]) -> None:
    # FastAPI, which other commands never need.
    from opentube.api.app import create_app  # noqa: PLC0415
    from opentube.api.processes import Processes  # noqa: PLC0415
    from opentube.api.server import run  # noqa: PLC0415
    from opentube.api.services import Services  # noqa: PLC0415
    from opentube.api.shared import shared_labelling  # noqa: PLC0415

    with shared_labelling() as labelling:
        app = create_app(Services(product.settings, product.database, product.blobs, labelling))
        _tell(product, sockets[0])
        product.database.close()  # connections cannot be forked

        def answer(listener: socket.socket) -> None:
            run(app, listener)
            end_tracing()

        Processes(sockets, answer, watch).run()


def _tell(product: Product, listener: socket.socket) -> None:
    address = f"http://{listener.getsockname()[0]}:{listener.getsockname()[1]}"
    with product.database.session() as session:
        token = first_start_link(session)
    console.print(f"Open-Tube answers on {address}")
    if token:
        console.print(f"Nobody has an account yet. Make the first one at {address}/welcome#{token}")
