"""Speaking tus, rightly and wrongly."""

import base64
from typing import Any

import httpx
from starlette.testclient import TestClient

from opentube.api import tus

VERSION = {"Tus-Resumable": "1.0.0"}
Client = httpx.Client | TestClient


def announce(api: Client, size: int, name: str = "film.mp4", **headers: str) -> Any:
    metadata = f"filename {base64.b64encode(name.encode()).decode()},is_private"
    return api.post("uploads", headers=VERSION | {"Upload-Length": str(size), "Upload-Metadata": metadata} | headers)


def begin(api: Client, size: int, name: str = "film.mp4") -> str:
    """The address of an upload of which nothing is sent yet."""
    location: str = announce(api, size, name).headers["Location"]
    return location.removeprefix("/api/v1/")


def send(api: Client, address: str, offset: int, data: Any, **headers: str) -> Any:
    more = {"Upload-Offset": str(offset), "Content-Type": tus.BODY_TYPE} | headers
    return api.patch(address, headers=VERSION | more, content=data)


def place(api: Client, address: str) -> int:
    return int(api.head(address, headers=VERSION).headers["Upload-Offset"])


def code(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]
