"""``open-tube serve`` and ``open-tube api``: the product over HTTP."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from ipaddress import ip_address
from typing import Annotated

import typer

from opentube.accounts.first_start import first_start_link
from opentube.cli.logs import configure_logs
from opentube.cli.own_worker import own_workers
from opentube.cli.session import Product, open_product
from opentube.cli.terminal import console
from opentube.errors import UserError
from opentube.tracing import start_tracing

Host = Annotated[str, typer.Option(help="The address to listen on. Anything but loopback needs OPENTUBE_PUBLIC_URL.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0 takes a free one.")]


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
    workers: Annotated[int, typer.Option(min=0, max=64, help="Worker processes.")] = 1,
) -> None:
    """The API, the web app and a worker in one command; stops with Ctrl-C."""
    configure_logs()
    start_tracing()
    with open_product() as product, _listening(product, host, port) as listener:
        log = product.settings.data_dir / "logs" / "worker.log"
        with own_workers(workers, log, preload=True) if workers else nullcontext():
            _run(product, listener)


def api(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Only the API and the web app: workers run apart."""
    configure_logs()
    start_tracing()
    with open_product() as product, _listening(product, host, port) as listener:
        _run(product, listener)


@contextmanager
def _listening(product: Product, host: str, port: int) -> Iterator[socket.socket]:
    if not _is_loopback(host) and not product.settings.public_url.startswith("https://"):
        raise AddressNotLocal
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        message = f"Nothing can listen on {host}:{port}: {error.strerror}. Choose another with --port."
        raise PortInUse(message) from error
    with listener:
        yield listener


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _run(product: Product, listener: socket.socket) -> None:
    from opentube.api.app import create_app  # noqa: PLC0415 - loads FastAPI, which other commands never need
    from opentube.api.server import run  # noqa: PLC0415 - as above
    from opentube.api.services import Services  # noqa: PLC0415 - as above

    app = create_app(Services(product.settings, product.database, product.blobs))
    address = f"http://{listener.getsockname()[0]}:{listener.getsockname()[1]}"
    with product.database.session() as session:
        token = first_start_link(session)
    console.print(f"Open-Tube answers on {address}")
    if token:
        console.print(f"Nobody has an account yet. Make the first one at {address}/welcome#{token}")
    run(app, listener)
