"""The library of persons as tables for people."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from rich.markup import escape
from rich.table import Table

from opentube.cli.person_names import short_id, shown_name
from opentube.cli.terminal import console
from opentube.persons.edits import HistoryEntry
from opentube.persons.find import FoundVideo
from opentube.persons.log import EditKind
from opentube.persons.queries import PersonDetail, PersonSummary, TrackRow
from opentube.persons.reviews import Review, ReviewedPerson
from opentube.reports.figures import clock

SHOWN_SPANS: Final = 12

_DONE: Final = {
    EditKind.NAME: "named",
    EditKind.MERGE: "merged",
    EditKind.SAME: "answered: the same",
    EditKind.DIFFERENT: "answered: different",
    EditKind.SPLIT: "split off",
    EditKind.MOVE: "given tracks",
    EditKind.NOT_THIS_PERSON: "said not to be them",
    EditKind.NOT_A_FACE: "said to be no face",
    EditKind.IGNORE: "ignored",
    EditKind.NOTICE: "no longer ignored",
    EditKind.COVER: "given a cover",
    EditKind.DRAW: "drawn",
    EditKind.DELETE: "put into the bin",
    EditKind.FORGET: "deleted for good",
}


def done(kind: EditKind) -> str:
    """What an edit did, in a few words."""
    return _DONE[kind]


def print_persons(persons: Sequence[PersonSummary]) -> None:
    """One line a person."""
    table = _table("Id", "Name", "On screen", "Videos")
    for person in persons:
        name = escape(person.name) if person.name else "[dim]no name[/]"
        table.add_row(short_id(person.id), name, clock(person.screen_time_s, tenths=True), f"{person.videos:,}")
    console.print(table)


def print_person(detail: PersonDetail) -> None:
    """Who it is, and each video with its tracks."""
    person = detail.person
    state = " [yellow](ignored)[/]" if person.ignored else ""
    console.print(f"[bold]{escape(shown_name(person.id, person.name))}[/]{state}\n[dim]{person.id}[/]")
    videos = "1 video" if person.videos == 1 else f"{person.videos:,} videos"
    console.print(f"{clock(person.screen_time_s, tenths=True)} on screen in {videos}.")
    for video in detail.videos:
        console.print(f"\n[bold]{escape(video.title)}[/] [dim]report {video.report_id}[/]")
        console.print(_spans(video.appearances))
        print_tracks(video.tracks)


def print_tracks(tracks: Sequence[TrackRow], *, report: bool = False) -> None:
    """One line a track: its number, when it is, and where its best face is to be seen."""
    table = _table("Track", "From", "To", "Face at", "Box x,y,w,h", "", *(["Report"] if report else []))
    for track in tracks:
        at = "" if track.box_time_s is None else clock(track.box_time_s, tenths=True)
        box = ",".join(f"{value:.3f}" for value in track.box or ())
        times = (clock(track.start_s, tenths=True), clock(track.end_s, tenths=True))
        drawn = "drawn" if track.drawn else ""
        table.add_row(str(track.id), *times, at, box, drawn, *([str(track.report_id)] if report else []))
    console.print(table)


def print_history(entries: Sequence[HistoryEntry], names: Mapping[uuid.UUID, str | None]) -> None:
    """One line an edit, newest first; what was undone is dim."""
    table = _table("Edit", "When", "What", "Who", "Tracks", "")
    for entry in entries:
        who = ", ".join(sorted(escape(shown_name(person, names.get(person))) for person in entry.persons))
        what = f"{done(entry.kind)}: {escape(entry.name)}" if entry.name else done(entry.kind)
        table.add_row(
            str(entry.id),
            f"{entry.done_at:%Y-%m-%d %H:%M}",
            what,
            who,
            str(entry.tracks or ""),
            "undone" if entry.undone_at else "",
            style="dim" if entry.undone_at else "",
        )
    console.print(table)


def print_reviews(reviews: Collection[Review]) -> None:
    """One line a question."""
    table = _table("Question", "Alike", "Is this", "seen in", "the same as", "seen in")
    for review in reviews:
        sides = [text for person in (review.person, review.candidate) for text in _side(person)]
        table.add_row(str(review.id), f"{review.score:.2f}", *sides)
    console.print(table)


def print_found(videos: Sequence[FoundVideo], names: Mapping[uuid.UUID, str | None]) -> None:
    """One line for whom it may be in a video, best video first."""
    table = _table("Alike", "Video", "Who", "When")
    for video in videos:
        for who in dict.fromkeys(sighting.person_id for sighting in video.sightings):
            seen = [sighting for sighting in video.sightings if sighting.person_id == who]
            score = max(sighting.score for sighting in seen)
            name = escape(shown_name(who, names.get(who))) if who else "[dim]nobody yet[/]"
            spans = _spans([(sighting.start_s, sighting.end_s) for sighting in seen])
            sure = "" if any(sighting.sure for sighting in seen) else " [yellow]maybe[/]"
            table.add_row(f"{score:.2f}{sure}", escape(video.title), name, spans)
    console.print(table)


def _side(person: ReviewedPerson) -> tuple[str, str]:
    seen = [f"{escape(video.title)} {clock(video.appearances[0][0])}" for video in person.seen_in]
    more = f" and {len(seen) - 1} more" if len(seen) > 1 else ""
    return escape(shown_name(person.id, person.name)), f"{seen[0]}{more}" if seen else "–"


def _spans(spans: Sequence[tuple[float, float]]) -> str:
    shown = ", ".join(f"{clock(a)}–{clock(b)}" for a, b in spans[:SHOWN_SPANS])
    return shown + (f" and {len(spans) - SHOWN_SPANS} more" if len(spans) > SHOWN_SPANS else "")


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
