"""A video file, a folder of yt-dlp, comments alone: what belongs together is found."""

import gzip
import json
from pathlib import Path

import pytest

from opentube.sources.file_errors import (
    CommentsEmpty,
    FileUnreadable,
    NothingUsable,
    SeveralCommentFiles,
    SeveralVideos,
)
from opentube.sources.folder import FileBundle, describe, find_bundle

FILM = b"\0\0\0\x20ftypisom" + bytes(range(256)) * 8
INFO = json.dumps({"id": "aB", "title": "강연", "comments": [{"id": "c", "text": "와"}]}).encode()
BARE_INFO = json.dumps({"id": "aB", "title": "강연"}).encode()
TABLE = b"id,text\n1,a\n"


def fill(folder: Path, **files: bytes) -> dict[str, Path]:
    paths = {}
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content)
        paths[name] = path
    return paths


def test_a_video_brings_the_info_beside_it(tmp_path: Path) -> None:
    files = fill(
        tmp_path, talk__mp4=FILM, talk__info__json=INFO, other__mp4=FILM, other__info__json=b"{", talk__jpg=b"x"
    )
    bundle = find_bundle(files["talk__mp4"])
    assert bundle == FileBundle(files["talk__mp4"], files["talk__info__json"], files["talk__info__json"])
    assert (describe(bundle).external_id, describe(bundle).title) == ("aB", "강연")


def test_a_folder_as_yt_dlp_leaves_it_is_one_video(tmp_path: Path) -> None:
    files = fill(
        tmp_path, talk__webm=FILM, talk__info__json__gz=gzip.compress(INFO), talk__webp=b"x", talk__f137__mp4=FILM
    )
    fill(tmp_path, talk__mp4__part=FILM, talk__ko__vtt=b"WEBVTT")
    info = files["talk__info__json__gz"]
    assert find_bundle(tmp_path) == FileBundle(files["talk__webm"], info, info)


def test_comments_beside_a_video_are_found_when_its_info_has_none(tmp_path: Path) -> None:
    files = fill(tmp_path, talk__mp4=FILM, talk__info__json=BARE_INFO, talk__comments__csv=TABLE)
    expected = FileBundle(files["talk__mp4"], files["talk__info__json"], files["talk__comments__csv"])
    assert find_bundle(files["talk__mp4"]) == find_bundle(tmp_path) == expected


def test_comments_that_are_named_win(tmp_path: Path) -> None:
    files = fill(tmp_path, talk__mp4=FILM, talk__info__json=INFO, mine__csv=TABLE)
    for path in (files["talk__mp4"], tmp_path):
        bundle = find_bundle(path, files["mine__csv"])
        assert bundle == FileBundle(files["talk__mp4"], files["talk__info__json"], files["mine__csv"])


def test_comments_alone_are_enough(tmp_path: Path) -> None:
    files = fill(tmp_path, mine__csv=TABLE)
    assert find_bundle(files["mine__csv"]) == FileBundle(None, None, files["mine__csv"])
    assert find_bundle(tmp_path) == FileBundle(None, None, files["mine__csv"])
    video = describe(find_bundle(tmp_path))
    assert video.title == "mine"
    (tmp_path / "copies").mkdir()
    copy = fill(tmp_path / "copies", renamed__csv=TABLE)["renamed__csv"]
    assert describe(find_bundle(copy)).external_id == video.external_id


def test_an_info_json_alone_gives_comments_and_video(tmp_path: Path) -> None:
    info = fill(tmp_path, talk__info__json=INFO)["talk__info__json"]
    assert find_bundle(info) == find_bundle(tmp_path) == FileBundle(None, info, info)


def test_the_same_film_is_the_same_video_under_any_name(tmp_path: Path) -> None:
    files = fill(tmp_path, one__mp4=FILM, two__mkv=FILM, three__mp4=FILM + b"x")
    one, two, three = (describe(find_bundle(path)) for path in files.values())
    assert one.external_id == two.external_id != three.external_id
    assert one.title == "one"


def test_other_json_beside_a_video_is_left_alone(tmp_path: Path) -> None:
    files = fill(tmp_path, talk__mp4=FILM, talk__json=b'{"width": 3}', package__json=b"[{}]")
    assert find_bundle(tmp_path) == find_bundle(files["talk__mp4"]) == FileBundle(files["talk__mp4"], None, None)


def test_names_inside_an_info_json_lead_nowhere(tmp_path: Path) -> None:
    secret = fill(tmp_path, secret__mp4=FILM)["secret__mp4"]
    folder = tmp_path / "given"
    folder.mkdir()
    hostile = {"id": "x", "_filename": str(secret), "filename": str(secret), "comments": [{"text": "a"}]}
    info = fill(folder, talk__info__json=json.dumps(hostile).encode())["talk__info__json"]
    assert find_bundle(folder) == FileBundle(None, info, info)


def test_a_choice_is_left_to_the_owner(tmp_path: Path) -> None:
    films, tables = tmp_path / "films", tmp_path / "tables"
    films.mkdir()
    tables.mkdir()
    fill(films, a__mp4=FILM, b__mp4=FILM)
    files = fill(tables, a__csv=TABLE, b__csv=TABLE)
    with pytest.raises(SeveralVideos, match=r"'a\.mp4', 'b\.mp4'"):
        find_bundle(films)
    with pytest.raises(SeveralCommentFiles, match=r"'a\.csv', 'b\.csv'.*--comments"):
        find_bundle(tables)
    with pytest.raises(SeveralCommentFiles):
        find_bundle(files["a__csv"], files["b__csv"])
    fill(tables, a__info__json=INFO, b__info__json=INFO)
    with pytest.raises(SeveralVideos):
        find_bundle(tables)


def test_nothing_usable_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingUsable, match="neither a video nor"):
        find_bundle(tmp_path)
    info = fill(tmp_path, talk__info__json=BARE_INFO)["talk__info__json"]
    for path in (tmp_path, info):
        with pytest.raises(NothingUsable, match="no comments"):
            find_bundle(path)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    film = fill(tmp_path, a__mp4=FILM)["a__mp4"]
    for path, comments in ((tmp_path / "no", None), (film, tmp_path / "no.csv")):
        with pytest.raises(FileUnreadable, match="no such file"):
            find_bundle(path, comments)


def test_comments_that_cannot_be_read_are_refused_with_their_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommentsEmpty):
        find_bundle(fill(tmp_path, a__csv=b"")["a__csv"])


def test_columns_may_be_mapped_later(tmp_path: Path) -> None:
    files = fill(tmp_path, a__mp4=FILM, b__csv=b"no,words\n1,a\n", c__txt=b"no,words\n1,a\n", d=FILM)
    assert find_bundle(files["b__csv"]) == FileBundle(None, None, files["b__csv"])
    assert find_bundle(files["c__txt"]) == FileBundle(None, None, files["c__txt"])
    assert find_bundle(files["a__mp4"], files["b__csv"]) == FileBundle(files["a__mp4"], None, files["b__csv"])
    assert find_bundle(files["d"]) == FileBundle(files["d"], None, None)
