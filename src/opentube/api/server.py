"""The HTTP server: uvicorn, stopped without cutting anybody off."""

import gc
import socket
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from sse_starlette.sse import AppStatus

from opentube.api.connections import PatientProtocol

STOP_WITHIN_S = 10
KEPT_ALIVE_S = 30


def run(app: FastAPI, listener: socket.socket) -> None:
    """Answer until asked to stop: then requests under way are answered, for 10 s, and streams of events end."""
    AppStatus.enable_automatic_graceful_drain = False  # it would cut streams in the middle of a piece
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        timeout_keep_alive=KEPT_ALIVE_S,
        http=PatientProtocol,
    )
    _keep_what_is_loaded()
    with suppress(KeyboardInterrupt):  # asked to stop and stopped: uvicorn raises the signal again when it has ended
        _Server(config, app).run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.hub.end_streams()
        await super().shutdown(sockets)


def _keep_what_is_loaded() -> None:
    """Leave all that is loaded by now out of the search for garbage, which is made seldom: each stops every request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
