"""The product as a user runs it, and what the load needs beside the reports: keys, a share, a webhook, a file."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.api.filled import PROGRAM, environment

WAIT_S = 60


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Run ``open-tube serve`` on a data folder; gives its port once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*PROGRAM, "serve", "--port", str(port)]
    with (
        (folder / "serve.log").open("w") as log,
        subprocess.Popen(command, env=environment(folder), stdout=log, stderr=log) as server,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/readyz")
            yield port
        finally:
            server.terminate()
            server.wait(WAIT_S)


def admin_key(folder: Path) -> str:
    """A key that may do everything."""
    scopes = [part for scope in ("read", "analyse", "persons", "export", "admin") for part in ("--scope", scope)]
    command = [*PROGRAM, "key", "add", "load", *scopes]
    return subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=True).stdout.strip()


def furnish(api: httpx.Client, large: str, keys: int) -> tuple[list[str], str]:
    """Make keys, an export, a share, a webhook and an upload; returns the keys and the secret of the share."""
    made = [
        _post(api, "keys", {"name": f"load {n}", "scopes": ["read", "export", "admin"]})["key"] for n in range(keys)
    ]
    export = _post(api, f"reports/{large}/exports", {"kind": "csv"})
    while api.get(f"exports/{export['id']}").json()["status"] not in {"done", "failed"}:
        time.sleep(0.5)
    share = _post(api, f"reports/{large}/shares", {})
    if not api.get("webhooks").json()["items"]:
        _post(api, "webhooks", {"url": "https://hooks.example.com/open-tube", "kinds": ["report.finished"]})
    head = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": "filename YS5tcDQ="}
    api.post("uploads", headers=head).raise_for_status()
    return made, share["secret"]


def _post(api: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = api.post(path, json=body)
    if answer.is_error:
        raise RuntimeError(answer.text)
    found: dict[str, Any] = answer.json()
    return found


def _wait(address: str) -> None:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        try:
            if httpx.get(address).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(address)
