"""``open-tube persons``: every command as a person types it, on a library of two films."""

import json
import re
import signal
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import pytest
import sqlalchemy as sa

from opentube.accounts.service import local_owner
from opentube.cli.main import run as run_command
from opentube.cli.terminal import console
from opentube.faces.photo import PhotoReader
from opentube.media.frames import frame_at
from opentube.models.folder import ModelFolder
from opentube.persons.actions import name_person
from opentube.persons.tables import Face, Person, PersonMatch, Shot, Track
from opentube.settings import Settings
from opentube.sources.tables import Video
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.cli.outcome import Outcome
from tests.persons.shelves import Shelf, look

Command = Callable[..., Outcome]
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def command(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run ``open-tube persons`` in this process, which spares a second for each."""
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(console, "_width", 400)
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def command(*arguments: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["open-tube", "persons", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run_command()
        said = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), said.err, said.out)

    return command


@dataclass(frozen=True)
class Filled:
    """Minseo in two films, with two tracks in the first; somebody without a name in the second; a track of nobody."""

    shelf: Shelf
    minseo: uuid.UUID
    nameless: uuid.UUID
    tracks: tuple[int, int, int]
    others: int
    unsure: int
    reports: tuple[uuid.UUID, uuid.UUID]


@pytest.fixture
def empty(database: Database) -> Shelf:
    with database.session() as session:
        return Shelf(database, local_owner(session))


@pytest.fixture
def filled(empty: Shelf) -> Filled:
    minseo, nameless = empty.person(), empty.person()
    first, second = empty.report(empty.video("첫 영상")), empty.report(empty.video("second film"))
    tracks = (
        empty.track(first, minseo, look(1), at=(0.0, 2.0)),
        empty.track(first, minseo, look(1), at=(62.5, 64.0)),
        empty.track(second, minseo, look(1), at=(1.0, 2.0)),
    )
    others = empty.track(second, nameless, look(2), at=(5.0, 6.0))
    unsure = empty.track(second, None, look(3), at=(8.0, 9.0))
    with empty.database.session() as session:
        name_person(session, empty.owner_id, minseo, "김민서")
    return Filled(empty, minseo, nameless, tracks, others, unsure, (first, second))


def read(command: Command, *arguments: object) -> Any:
    outcome = command(*arguments, "--json")
    assert outcome.code == 0, outcome.said
    return json.loads(outcome.printed)


def done(command: Command, *arguments: object) -> str:
    outcome = command(*arguments)
    assert outcome.code == 0, outcome.said
    assert outcome.printed == ""
    return outcome.said


def refused(command: Command, *arguments: object, code: int = 1) -> str:
    outcome = command(*arguments)
    assert (outcome.code, outcome.printed) == (code, ""), outcome.said
    assert "Traceback" not in outcome.said
    return outcome.said


def whose(filled: Filled, track: int) -> tuple[uuid.UUID | None, bool]:
    with filled.shelf.database.session() as session:
        row = session.get_one(Track, track)
        return row.person_id, row.hidden


def test_an_empty_library_says_what_to_do_next(command: Command, empty: Shelf) -> None:
    assert "open-tube analyze VIDEO" in done(command, "list")
    assert "ignored" in done(command, "list", "--ignored")
    assert "bin is empty" in done(command, "list", "--binned")
    assert "Nothing was done" in done(command, "history")
    assert "No open questions" in done(command, "review", "list")
    assert "No face is unsure" in done(command, "unsure")
    for reading in (("list",), ("history",), ("review", "list"), ("unsure",)):
        assert read(command, *reading) == []
    assert "history" in refused(command, "undo")
    assert "history" in refused(command, "redo")
    assert "persons list" in refused(command, "show", "김민서")


def test_persons_are_listed_and_shown_with_names_times_and_tracks(command: Command, filled: Filled) -> None:
    said = done(command, "list")
    assert "김민서" in said
    assert str(filled.nameless)[:8] in said
    assert [(row["name"], row["videos"]) for row in read(command, "list")] == [("김민서", 2), (None, 1)]

    said = done(command, "show", "김민서")
    assert "첫 영상" in said
    assert "1:02.5" in said
    for track in filled.tracks:
        assert str(track) in said
    shown = read(command, "show", str(filled.minseo)[:8])
    assert shown["person"]["id"] == str(filled.minseo)
    assert len(shown["videos"]) == 2
    assert str(filled.unsure) in done(command, "unsure")
    assert [row["id"] for row in read(command, "unsure", "--report", filled.reports[1])] == [filled.unsure]


def test_a_name_is_given_and_taken_back(command: Command, filled: Filled) -> None:
    said = done(command, "name", filled.nameless, " 박  지우 ")
    assert "박 지우" in said
    undo = re.search(r"persons undo (\d+)", said)
    assert undo
    assert read(command, "show", "박 지우")["person"]["id"] == str(filled.nameless)
    assert "named" in done(command, "undo", undo[1])
    refused(command, "show", "박 지우")
    done(command, "redo")
    entry = read(command, "history")[0]
    assert (entry["kind"], entry["name"], entry["persons"]) == ("name", "박 지우", [str(filled.nameless)])
    assert "named: 박 지우" in done(command, "history", "--limit", 1)


def test_persons_are_merged_split_and_their_tracks_moved(command: Command, filled: Filled) -> None:
    done(command, "merge", filled.nameless, "--into", "김민서")
    assert whose(filled, filled.others)[0] == filled.minseo
    done(command, "undo")

    said = done(command, "split", "김민서", "--tracks", f"{filled.tracks[0]},{filled.tracks[2]}")
    new, _ = whose(filled, filled.tracks[0])
    assert new not in {None, filled.minseo}
    assert str(new)[:8] in said
    assert whose(filled, filled.tracks[1])[0] == filled.minseo

    done(command, "move", filled.tracks[0], filled.unsure, "--to", "김민서")
    assert whose(filled, filled.unsure)[0] == whose(filled, filled.tracks[0])[0] == filled.minseo


def test_tracks_are_said_not_to_be_somebody_or_a_face(command: Command, filled: Filled) -> None:
    assert "김민서" in done(command, "not-this", filled.tracks[0])
    assert whose(filled, filled.tracks[0]) == (None, False)
    done(command, "not-a-face", f"{filled.unsure},{filled.others}")
    assert whose(filled, filled.unsure)[1]
    assert whose(filled, filled.others)[1]


def test_who_is_ignored_leaves_the_list_and_comes_back(command: Command, filled: Filled) -> None:
    for back in (("unignore", "김민서"), ("ignore", "김민서", "--undo")):
        done(command, "ignore", "김민서")
        assert [row["id"] for row in read(command, "list")] == [str(filled.nameless)]
        assert "김민서" in done(command, "list", "--ignored")
        assert "ignored" in done(command, "show", "김민서")
        done(command, *back)
        assert len(read(command, "list")) == 2


def test_who_is_deleted_lies_in_the_bin_until_undone_or_purged(
    command: Command, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(command, "delete", "김민서")
    assert "김민서" in done(command, "list", "--binned")
    refused(command, "show", "김민서")
    done(command, "undo")
    assert len(read(command, "list")) == 2

    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert "Nothing was deleted" in refused(command, "delete", "김민서", "--now")
    assert len(read(command, "list")) == 2

    done(command, "delete", "김민서")
    assert "for good" in done(command, "delete", "김민서", "--now", "--yes")
    assert read(command, "list", "--binned") == []
    with filled.shelf.database.session() as session:
        assert session.get(Person, filled.minseo) is None
        assert session.scalar(sa.select(sa.func.count()).where(Face.track_id.in_(filled.tracks))) == 0
    assert "deleted for good" in done(command, "history")


def test_questions_are_listed_and_answered(command: Command, filled: Filled) -> None:
    with filled.shelf.database.session() as session:
        match = PersonMatch(
            owner_id=filled.shelf.owner_id,
            report_id=filled.reports[1],
            person_id=filled.nameless,
            candidate_id=filled.minseo,
            score=0.61,
        )
        session.add(match)
    (asked,) = read(command, "review", "list")
    assert (asked["id"], asked["candidate"]["name"]) == (match.id, "김민서")
    said = done(command, "review", "list")
    assert "0.61" in said
    assert "second film" in said

    done(command, "review", "same", match.id)
    assert whose(filled, filled.others)[0] == filled.minseo
    assert "history" in refused(command, "review", "different", match.id)
    done(command, "undo")
    done(command, "review", "different", match.id)
    assert read(command, "review", "list") == []


def test_a_person_is_found_in_all_videos(command: Command, filled: Filled) -> None:
    found = read(command, "find", "김민서")
    assert {video["title"] for video in found} == {"첫 영상", "second film"}
    assert len(read(command, "find", "김민서", "--limit", 1)) == 1
    said = done(command, "find", str(filled.minseo)[:8])
    assert "1:02–1:04" in said
    assert "김민서" in said


def test_a_photo_of_too_many_bytes_is_not_even_read(command: Command, empty: Shelf, tmp_path: Path) -> None:
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(10**12)

    assert "50 MB" in refused(command, "find", tmp_path / "huge.jpg")


def test_faces_are_switched_and_vectors_kept_as_long_as_wanted(command: Command, filled: Filled, sample: Path) -> None:
    assert read(command, "faces") == {"faces": True}
    assert "off" in done(command, "faces", "off")
    assert "persons faces on" in refused(command, "find", sample)
    assert "on" in done(command, "faces", "on")

    assert "forever" in done(command, "keep-vectors")
    assert "90 days" in done(command, "keep-vectors", 90)
    assert read(command, "keep-vectors") == {"days": 90}
    assert read(command, "keep-vectors", "forever") == {"days": None}
    for wrong, code in (("0", 1), ("99999", 1), ("long", 2), ("1.5", 2)):
        refused(command, "keep-vectors", wrong, code=code)


def test_a_face_is_drawn_chosen_as_cover_and_found_by_photo(
    command: Command, filled: Filled, settings: Settings, sample: Path, tmp_path: Path
) -> None:
    # given the film of the first report, and a face in it
    blobs, folder = Blobs.from_settings(settings), ModelFolder(settings.models_path)
    photo = tmp_path / "photo.png"
    picture = frame_at(sample, 8.02).image()
    photo.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    face = PhotoReader(folder.path("yunet"), folder.path("sface")).read(photo.read_bytes())[0]
    assert face.vector is not None
    with filled.shelf.database.session() as session:
        video = session.get_one(Video, session.get_one(Track, filled.tracks[0]).video_id)
        video.media_key = blobs.put_file(sample)
        session.execute(sa.update(Shot).where(Shot.report_id == filled.reports[0]).values(start_s=7.9, end_s=8.3))
    box = ",".join(f"{value:.4f}" for value in face.box)
    report = filled.reports[0]
    # when it is drawn
    said = done(command, "draw", report, "--at", "0:08.02", "--box", box)
    # then somebody new has it, and is found by the photo
    new = next(
        row["id"] for row in read(command, "list") if row["id"] not in {str(filled.minseo), str(filled.nameless)}
    )
    assert new[:8] in said
    assert new in {sighting["person_id"] for sighting in read(command, "find", photo)[0]["sightings"]}
    assert new[:8] in done(command, "find", photo)
    done(command, "draw", report, "--at", "8", "--box", box, "--person", "김민서")
    # and a face can be a cover
    done(command, "cover", "김민서", "--track", filled.tracks[0], "--at", "0:00")
    assert read(command, "show", "김민서")["person"]["cover_key"]
    refused(command, "cover", new, "--track", filled.tracks[0])
    refused(command, "cover", "김민서", "--track", 999)
    # and wrong places are refused
    for at, where, code in (
        ("1:40", box, 1),
        ("1", "0.9,0.9,0.5,0.5", 1),
        ("1", "0.1,0.1,0,0", 1),
        ("1", "0.1,0.2", 2),
        ("1", "a,b,c,d", 2),
        ("one", box, 2),
        ("1:75", box, 2),
        ("-1", box, 2),
    ):
        refused(command, "draw", report, "--at", at, "--box", where, code=code)
    refused(command, "draw", NOBODY, "--at", "8", "--box", box)
    refused(command, "draw", filled.reports[1], "--at", "8", "--box", box)


def test_what_is_not_there_is_told_in_one_sentence(command: Command, filled: Filled) -> None:
    for arguments in (
        ("show", "nobody"),
        ("show", NOBODY),
        ("name", "nobody", "x"),
        ("name", "김민서", "   "),
        ("name", "김민서", "x" * 101),
        ("merge", "김민서", "--into", "nobody"),
        ("merge", "김민서", "--into", "김민서"),
        ("split", "김민서", "--tracks", "999"),
        ("move", "999", "--to", "김민서"),
        ("not-this", "999"),
        ("not-a-face", "999"),
        ("ignore", "nobody"),
        ("unignore", NOBODY),
        ("cover", "nobody", "--track", "1"),
        ("delete", "nobody"),
        ("delete", NOBODY, "--now", "--yes"),
        ("undo", "999"),
        ("redo", "999"),
        ("review", "same", "999"),
        ("review", "different", "999"),
        ("find", "no-photo.jpg"),
        ("find", __file__),
    ):
        said = refused(command, *arguments)

        assert said.startswith("Error: ")
        assert len(read(command, "history")) == 1


def test_wrong_usage_is_another_exit_code(command: Command, empty: Shelf) -> None:
    for arguments in (
        ("merge", "김민서"),
        ("split", "김민서", "--tracks", "first"),
        ("move", "--to", "김민서"),
        ("not-this", "x"),
        ("undo", "last"),
        ("faces", "maybe"),
        ("find", "김민서", "--face", "0"),
        ("history", "--limit", "0"),
        ("nonsense",),
    ):
        refused(command, *arguments, code=2)


def test_tracks_of_others_are_not_split_off_or_taken_away(command: Command, filled: Filled) -> None:
    refused(command, "split", "김민서", "--tracks", filled.others)
    refused(command, "not-this", filled.unsure)
    refused(command, "not-this", filled.tracks[0], filled.others)


def test_what_may_mean_several_is_told_with_their_ids(command: Command, filled: Filled) -> None:
    twin = filled.shelf.person("김민서")
    filled.shelf.track(filled.reports[1], twin, look(4), at=(20.0, 21.0))

    said = refused(command, "show", "김민서")

    assert str(twin) in said
    assert str(filled.minseo) in said
    assert read(command, "show", twin)["person"]["id"] == str(twin)
