"""A small film, and a web server whose faults a test chooses."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest


class Films:
    """Small films: two seconds of noise at ten pictures a second, and silence."""

    pictures = 20

    def write(self, path: Path, *, picture: str | None = "libx264", sound: str | None = "aac", side: int = 64) -> bytes:
        """Two seconds of noise at ten frames a second."""
        noise = np.random.default_rng(7)
        with av.open(str(path), "w") as container:
            video = (
                container.add_stream(picture, rate=10, width=side, height=side, pix_fmt="yuv420p") if picture else None
            )
            audio = container.add_stream(sound, rate=48000, layout="mono") if sound else None
            if isinstance(video, av.VideoStream):
                for _ in range(self.pictures):
                    pixels = noise.integers(0, 255, (side, side, 3), dtype=np.uint8)
                    container.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
                container.mux(video.encode(None))
            if isinstance(audio, av.AudioStream):
                resampler = av.AudioResampler(
                    format=audio.format.name, layout="mono", rate=48000, frame_size=audio.frame_size
                )
                samples = av.AudioFrame.from_ndarray(np.zeros((1, 96000), np.float32), format="fltp", layout="mono")
                samples.sample_rate = 48000
                for frame in [*resampler.resample(samples), *resampler.resample(None)]:
                    container.mux(audio.encode(frame))
                container.mux(audio.encode(None))
        return path.read_bytes()

    def streams_of(self, path: Path) -> dict[str, int]:
        """The kinds of streams, with the number of pictures."""
        with av.open(str(path)) as container:
            frames: dict[str, int] = {stream.type: 0 for stream in container.streams}
            for frame in container.decode(video=0):
                frames["video"] += frame.pts is not None
            return frames


@pytest.fixture
def films() -> Films:
    return Films()


@dataclass
class Site:
    """A web server whose faults a test chooses."""

    address: str
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    """Answered one by one before the files are served again."""
    cut_at: int | None = None
    """Close the connection after so many bytes of a whole file."""
    hang_at: int | None = None
    """Send nothing more after so many bytes, until the test is over."""
    silent: bool = False
    ranges: list[str | None] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def resumed_at(self) -> int:
        """The first byte that was asked for last."""
        return int((self.ranges[-1] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))

    def put(self, name: str, content: bytes, kind: str = "video/mp4") -> str:
        """Serve ``content``; returns its address."""
        self.files[f"/{name}"] = kind, content
        return f"{self.address}/{name}"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if served.silent:
                served.over.wait()
                return
            kind, content = served.files.get(self.path, ("text/plain", b""))
            status = served.statuses.pop(0) if served.statuses else 200 if self.path in served.files else 404
            asked = self.headers.get("Range")
            served.ranges.append(asked)
            start = int(asked.removeprefix("bytes=").split("-")[0]) if asked and status == 200 else 0
            self.send_response(206 if start else status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content) - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            stop = served.hang_at if served.cut_at is None else served.cut_at
            self.wfile.write(content[start:] if stop is None or start else content[:stop])
            if served.hang_at is not None:
                self.wfile.flush()
                served.over.wait()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    served = Site(address=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    served.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "fetched"
    path.mkdir()
    return path
