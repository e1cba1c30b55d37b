"""Films of strangers: nothing outside them is read, and none takes more than its share."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from opentube.media.container import open_media
from opentube.media.errors import MediaUnreadable
from opentube.media.probe import probe
from opentube.sources.sandbox.answers import Found, Look, Refusal
from opentube.sources.sandbox.cell import Cell
from opentube.sources.sandbox.limits import FILES
from tests.sources.sandbox import hostile
from tests.sources.sandbox.conftest import Trap

PLAYLISTS = {
    "ffconcat": "ffconcat version 1.0\nfile '{target}'\nduration 5\n",
    "unsafe concat": "file '{target}'\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10.0,\n{target}\n#EXT-X-ENDLIST\n",
    "hls with concat": "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nconcat:{target}|{target}\n#EXT-X-ENDLIST\n",
    "hls with key": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{target}"\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n',
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile'
    ':isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>{target}</BaseURL></Representation></AdaptationSet></Period></MPD>",
    "svg": '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{target}"'
    ' width="9" height="9"/></svg>',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=control:{target}\n",
    "real": '<smil><body><video src="{target}"/></body></smil>',
    "asx": '<asx version="3.0"><entry><ref href="{target}"/></entry></asx>',
    "mov redirect": "RTSPtextRTSP://{target}",
}


@pytest.fixture(scope="module")
def cell() -> Iterator[Cell]:
    """One process of the sandbox."""
    with Cell(FILES) as cell:
        yield cell


def look(cell: Cell, path: Path) -> Found | Refusal:
    return cell.ask(Look.MEDIA, path=str(path))


def test_a_film_is_described(cell: Cell, sample: Path) -> None:
    found = look(cell, sample)

    assert isinstance(found, Found)
    assert found.values["media_type"] == "video/mp4"
    assert (found.values["info"]["width"], found.values["info"]["duration_s"]) == (1280, 30.0)


@pytest.fixture
def beside(tmp_path: Path, sample: Path) -> Path:
    """A film of somebody else."""
    return Path(shutil.copy(sample, tmp_path / "beside.mp4"))


@pytest.mark.parametrize("kind", PLAYLISTS)
@pytest.mark.parametrize("suffix", [".mp4", ".m3u8"])
def test_playlists_reach_neither_files_nor_servers(
    cell: Cell, beside: Path, trap: Trap, kind: str, suffix: str
) -> None:
    for target in (str(beside), "beside.mp4", "/etc/passwd", f"file://{beside}", trap.url):
        path = beside.with_name(f"film{suffix}")
        path.write_text(PLAYLISTS[kind].format(target=target))

        assert look(cell, path) == Refusal(MediaUnreadable.code, MediaUnreadable().message)
        with pytest.raises(MediaUnreadable):
            probe(path)
    assert trap.seen == []


def test_a_playlist_as_subtitle_is_not_followed(cell: Cell, tmp_path: Path, trap: Trap) -> None:
    path = tmp_path / "film.avi"
    path.write_bytes(hostile.subtitled_avi(PLAYLISTS["hls"].format(target=trap.url).encode()))

    found = look(cell, path)

    assert isinstance(found, Found)
    assert found.values["info"]["video_codec"] == "mjpeg"
    assert trap.seen == []


def test_names_are_no_addresses(tmp_path: Path, trap: Trap) -> None:
    for name in ("concat:a|b", "subfile,,start,0,end,9,,:x", "data:text,x", "pipe:0", "cache:x", "async:x"):
        path = tmp_path / name
        path.write_text(f"ffconcat version 1.0\nfile '{trap.url}'\n")
        with pytest.raises(MediaUnreadable), open_media(path):
            pass
    assert trap.seen == []


@pytest.mark.parametrize(
    ("film", "code"),
    [
        (hostile.raw_film(9_000, 9_000, 1), "media_too_large"),
        (hostile.raw_film(8_200, 16, 1), "media_over_limits"),
        (hostile.raw_film(2, 2, 86_500), "media_over_limits"),
        (hostile.raw_film(0, 0, 1), "media_unreadable"),
        (b"", "media_unreadable"),
        (bytes(100_000), "media_unreadable"),
        (b"\0\0\0\x18ftypmp42" + bytes(5000), "media_truncated"),
    ],
    ids=["pixels", "side", "length", "no size", "empty", "zeros", "no index"],
)
def test_films_beyond_all_bounds_are_refused(cell: Cell, tmp_path: Path, film: bytes, code: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(film)

    refused = look(cell, path)

    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert cell.alive


def test_a_film_of_a_hundred_sounds_is_refused(cell: Cell, tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    hostile.many_streams(path, 100)

    refused = look(cell, path)

    assert isinstance(refused, Refusal)
    assert refused.code == "media_over_limits"


def test_whoever_takes_too_long_is_ended(sample: Path) -> None:
    with Cell(replace(FILES, wall_s=0.001)) as cell:
        refused = look(cell, sample)

        assert isinstance(refused, Refusal)
        assert refused.code == "file_over_limits"
        assert not cell.alive


def test_the_process_has_nothing_of_ours(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENTUBE_SECRET", "not for you")
    with sample.open("rb") as ours, Cell(FILES) as cell:
        look(cell, sample)
        process = Path("/proc") / str(cell._process.pid)

        assert b"not for you" not in (process / "environ").read_bytes()
        opened = [str(descriptor.readlink()) for descriptor in (process / "fd").iterdir()]
        assert [name for name in opened if not name.startswith(("pipe:", "/dev/"))] == []
        assert ours.name not in opened
        limits = (process / "limits").read_text()
        assert "Max open files            64" in limits
