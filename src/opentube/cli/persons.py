"""``open-tube persons``: the library of people, and what its owner can do with it."""

import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.markup import escape

from opentube.cli import person_reviews, person_settings, person_views
from opentube.cli.person_library import Json, Library, PersonArgument, open_library
from opentube.cli.person_names import (
    parse_box,
    parse_time,
    parse_tracks,
    short_id,
    shown_name,
)
from opentube.cli.terminal import console, print_json
from opentube.faces.photo import MAX_BYTES, PhotoTooLarge, PhotoUnreadable
from opentube.persons import actions, edits
from opentube.persons.cutting import cover_of
from opentube.persons.draw import draw_face
from opentube.persons.find import FoundVideo, find_person, find_photo
from opentube.persons.log import read_edit
from opentube.persons.purge import purge_person
from opentube.persons.queries import (
    PersonDetail,
    TrackNotFound,
    TrackRow,
    list_persons,
    read_person,
    unsure_tracks,
)
from opentube.persons.tables import PersonEdit

app = typer.Typer(
    no_args_is_help=True,
    help="The people of your videos: name, merge, split, move, ignore, find, delete. Whatever you do can be undone, and "
    "holds when a video is analysed again. ID is the start of an id, or a name.",
)
app.add_typer(person_reviews.app, name="review")
app.add_typer(person_settings.app)

Tracks = Annotated[list[str], typer.Argument(metavar="TRACK...", help="As `open-tube persons show ID` lists them.")]

PAGE_HINT: Final = "`open-tube reports write ID` writes a page again."


@app.command("list")
def list_all(
    *,
    ignored: Annotated[bool, typer.Option("--ignored", help="Those who are ignored.")] = False,
    binned: Annotated[bool, typer.Option("--binned", help="Those in the bin.")] = False,
    json: Json = False,
) -> None:
    """Everybody, by screen time."""
    with open_library() as library:
        persons = list_persons(library.session, library.owner_id, ignored=ignored, binned=binned)
    if json:
        print_json([asdict(person) for person in persons])
    elif persons:
        person_views.print_persons(persons)
    elif ignored or binned:
        console.print("The bin is empty." if binned else "Nobody is ignored.")
    else:
        console.print("No persons yet. `open-tube analyze VIDEO` finds them.")


@app.command()
def show(person: PersonArgument, *, json: Json = False) -> None:
    """One person: in which videos, when, and by which tracks."""
    with open_library() as library:
        person_id = library.person(person)
        cover_of(library.session, library.product.blobs, library.owner_id, person_id)
        detail: PersonDetail = read_person(library.session, library.owner_id, person_id)
    if json:
        print_json(asdict(detail))
    else:
        person_views.print_person(detail)


@app.command()
def unsure(
    *,
    report: Annotated[uuid.UUID | None, typer.Option(help="Only those of this report.")] = None,
    json: Json = False,
) -> None:
    """Tracks of faces that are nobody's yet. `open-tube persons move TRACK --to ID` gives them to somebody."""
    with open_library() as library:
        tracks: list[TrackRow] = list(unsure_tracks(library.session, library.owner_id, report))
    if json:
        print_json([asdict(track) for track in tracks])
    elif tracks:
        person_views.print_tracks(tracks, report=True)
    else:
        console.print("No face is unsure.")


@app.command()
def name(person: PersonArgument, new: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Give a person a name."""
    with open_library() as library:
        edit = actions.name_person(library.session, library.owner_id, library.person(person), new)
        _say(edit, f"{short_id(_about(edit))} is {edit.body['name']}")


@app.command()
def merge(
    persons: Annotated[list[str], typer.Argument(metavar="ID...")],
    *,
    into: Annotated[str, typer.Option(metavar="ID", help="Who stays.")],
) -> None:
    """Make several persons one."""
    with open_library() as library:
        others = [library.person(each) for each in persons]
        edit = actions.merge_persons(library.session, library.owner_id, library.person(into), others)
        _say(edit, f"They are all {_called(library, edit)}")


@app.command()
def split(
    person: PersonArgument,
    *,
    tracks: Annotated[list[str], typer.Option(metavar="TRACK,…", help="Tracks of this person. Repeatable.")],
) -> None:
    """Make a new person of some tracks of a person."""
    chosen = parse_tracks(tracks)
    with open_library() as library:
        of = library.person(person)
        detail = read_person(library.session, library.owner_id, of)
        if not set(chosen) <= {track.id for video in detail.videos for track in video.tracks}:
            raise TrackNotFound
        edit = actions.split_person(library.session, library.product.blobs, library.owner_id, chosen)
        _say(edit, f"They are a new person now: {short_id(_about(edit))}")


@app.command()
def move(tracks: Tracks, *, to: Annotated[str, typer.Option(metavar="ID", help="Whose they are.")]) -> None:
    """Give tracks to a person."""
    chosen = parse_tracks(tracks)
    with open_library() as library:
        edit = actions.move_tracks(library.session, library.owner_id, chosen, library.person(to))
        _say(edit, f"They are {_called(library, edit)} now")


@app.command("not-this")
def not_this(tracks: Tracks) -> None:
    """These tracks are not the person that they are said to be. They become unsure."""
    chosen = parse_tracks(tracks)
    with open_library() as library:
        owned = actions.known_tracks(library.session, library.owner_id, chosen)[0].person_id
        if owned is None:
            raise TrackNotFound("That track is nobody's.")
        edit = actions.not_this_person(library.session, library.owner_id, owned, chosen)
        _say(edit, f"They are not {_called(library, edit)}")


@app.command("not-a-face")
def not_a_face(tracks: Tracks) -> None:
    """These tracks show no face, or none that matters. They count nowhere."""
    chosen = parse_tracks(tracks)
    with open_library() as library:
        _say(actions.not_a_face(library.session, library.owner_id, chosen), "They are no faces")


@app.command()
def ignore(
    person: PersonArgument, *, undo: Annotated[bool, typer.Option("--undo", help="Stop ignoring them.")] = False
) -> None:
    """Leave a person out of lists and reports, now and whenever they are seen again."""
    with open_library() as library:
        act = actions.notice_person if undo else actions.ignore_person
        edit = act(library.session, library.owner_id, library.person(person))
        _say(edit, f"{_called(library, edit)} is {'no longer' if undo else 'now'} ignored")


@app.command()
def unignore(person: PersonArgument) -> None:
    """Stop ignoring a person."""
    ignore(person, undo=True)


@app.command()
def cover(
    person: PersonArgument,
    *,
    track: Annotated[int, typer.Option(help="A track of this person.")],
    at: Annotated[str | None, typer.Option(metavar="TIME", help="The face nearest to it. Default: the best.")] = None,
) -> None:
    """Choose the picture of a person."""
    time_s = None if at is None else parse_time(at)
    with open_library() as library:
        of = library.person(person)
        if actions.known_tracks(library.session, library.owner_id, [track])[0].person_id != of:
            raise TrackNotFound
        edit = actions.choose_cover(library.session, library.product.blobs, library.owner_id, track, time_s)
        _say(edit, f"{_called(library, edit)} has a new picture")


@app.command()
def draw(
    report: Annotated[uuid.UUID, typer.Argument(help="As `open-tube reports list` shows it.")],
    *,
    at: Annotated[str, typer.Option(metavar="TIME", help="Such as 1:02.5.")],
    box: Annotated[str, typer.Option(metavar="X,Y,W,H", help="Of the upright picture, each in 0..1.")],
    person: Annotated[str | None, typer.Option(metavar="ID", help="Default: somebody new.")] = None,
) -> None:
    """Add a face that was missed. It is followed through its shot."""
    time_s, place = parse_time(at), parse_box(box)
    with open_library() as library:
        of = library.person(person) if person else None
        with console.status("Following the face"):
            edit = draw_face(
                library.session,
                library.product.blobs,
                library.photo_reader(),
                library.owner_id,
                report,
                time_s=time_s,
                box=place,
                person_id=of,
            )
        _say(edit, f"Drawn, and given to {_called(library, edit)}")


@app.command()
def delete(
    person: PersonArgument,
    *,
    now: Annotated[bool, typer.Option("--now", help="For good, with every vector and picture. No undo.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Put a person into the bin, where they are deleted for good after 30 days."""
    with open_library() as library:
        of = library.person(person, binned=now)
        if not now:
            edit = actions.delete_person(library.session, library.owner_id, of)
            _say(edit, f"{_called(library, edit)} is in the bin for 30 days")
            return
        called = shown_name(of, library.names().get(of))
        question = f"Delete {called} for good, with every face vector, picture and name of theirs?"
        if not yes and not typer.confirm(question, err=True):
            console.print("Nothing was deleted.")
            raise typer.Exit(1)
        purge_person(library.session, library.product.blobs, library.owner_id, of)
    console.print(
        f"{escape(called)} is deleted for good. Reports that were written before still show them. {PAGE_HINT}"
    )


@app.command()
def undo(edit: Annotated[int | None, typer.Argument(help="As in the history. Default: the last one.")] = None) -> None:
    """Take back what was done last, or one edit of the history."""
    with open_library() as library:
        row = edits.undo(library.session, library.owner_id, edit)
        console.print(f"Undone: edit {row.id} ({person_views.done(read_edit(row).kind)}).")


@app.command()
def redo(edit: Annotated[int | None, typer.Argument(help="As in the history. Default: undone last.")] = None) -> None:
    """Do again what was undone."""
    with open_library() as library:
        row = edits.redo(library.session, library.owner_id, edit)
        console.print(f"Done again: edit {row.id} ({person_views.done(read_edit(row).kind)}).")


@app.command()
def history(*, limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100, json: Json = False) -> None:
    """What was done, newest first."""
    with open_library() as library:
        entries = edits.history(library.session, library.owner_id, limit=limit)
        names = library.names()
    if json:
        sets = ("persons", "video_ids")
        print_json([asdict(entry) | {key: sorted(map(str, getattr(entry, key))) for key in sets} for entry in entries])
    elif entries:
        person_views.print_history(entries, names)
    else:
        console.print("Nothing was done yet.")


@app.command()
def find(
    who: Annotated[str, typer.Argument(metavar="PHOTO|ID", help="A picture file, the start of an id, or a name.")],
    *,
    face: Annotated[int, typer.Option(min=1, help="Of several in a photo, the best is 1.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most videos.")] = 100,
    json: Json = False,
) -> None:
    """All videos where somebody appears, and when, best first."""
    with open_library() as library:
        photo = Path(who)
        videos: tuple[FoundVideo, ...]
        faces = 1
        if photo.is_file():
            found = find_photo(
                library.session,
                library.owner_id,
                library.photo_reader(),
                _read_photo(photo),
                face=face,
                limit=limit,
            )
            videos, faces = found.videos, len(found.faces)
        else:
            videos = find_person(library.session, library.owner_id, library.person(who), limit=limit)
        names = library.names()
    if json:
        print_json([asdict(video) for video in videos])
        return
    if faces > 1:
        console.print(f"The photo shows {faces} faces; this is about face {face}. --face chooses another.")
    if videos:
        person_views.print_found(videos, names)
    else:
        console.print("Nobody like that was found.")


def _read_photo(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PhotoTooLarge
        return path.read_bytes()
    except OSError as error:
        raise PhotoUnreadable(f"{path} cannot be read ({error.strerror}). Choose another photo.") from error


def _about(edit: PersonEdit) -> uuid.UUID:
    return uuid.UUID(edit.body["person"])


def _called(library: Library, edit: PersonEdit) -> str:
    person = _about(edit)
    return shown_name(person, library.names().get(person))


def _say(edit: PersonEdit, said: str) -> None:
    console.print(f"{escape(said)}. `open-tube persons undo {edit.id}` takes that back; {PAGE_HINT}", soft_wrap=True)
