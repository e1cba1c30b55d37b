"""What is made from the report's document: keywords, moments, and who is on screen when."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from opentube.exports.csv_text import Cell, cells, open_csv
from opentube.exports.edl import Event, as_edl
from opentube.exports.needs import NotInReport
from opentube.exports.options import CsvOptions, EdlOptions, PersonsOptions, Table
from opentube.exports.timecode import Timecode
from opentube.exports.webvtt import Cue, as_webvtt
from opentube.exports.work import Making
from opentube.reports.build import build_document
from opentube.reports.document import PersonPart, ReportDocument, SentimentCounts
from opentube.reports.figures import clock
from opentube.reports.service import get_report


class Seen(NamedTuple):
    """A person on screen from ``start_s`` to ``end_s``, seconds."""

    name: str
    person_id: str
    start_s: float
    end_s: float


def make_table(making: Making, options: CsvOptions) -> Path:
    """Keywords or moments as CSV."""
    document = _document(making)
    keywords = options.table is Table.KEYWORDS
    rows = _keyword_rows(document) if keywords else _moment_rows(document)
    path = making.folder / "table.csv"
    with open_csv(path, _KEYWORDS if keywords else _MOMENTS) as table:
        for row in rows:
            table.writerow(cells(row))
    return path


def make_persons_csv(making: Making, options: PersonsOptions) -> Path:
    """One line an appearance."""
    path = making.folder / "persons.csv"
    with open_csv(path, ("person", "person_id", "start_s", "end_s", "length_s")) as table:
        for seen in _appearances(_document(making), options):
            length_s = round(seen.end_s - seen.start_s, 3)
            table.writerow(cells((seen.name, seen.person_id, round(seen.start_s, 3), round(seen.end_s, 3), length_s)))
    return path


def make_vtt(making: Making, options: PersonsOptions) -> Path:
    """One cue an appearance."""
    seen = sorted(_appearances(_document(making), options), key=lambda seen: (seen.start_s, -seen.end_s))
    path = making.folder / "persons.vtt"
    path.write_text(as_webvtt(Cue(each.start_s, each.end_s, each.name) for each in seen), "utf-8", newline="\n")
    return path


def make_edl(making: Making, options: EdlOptions) -> Path:
    """One event an appearance: person by person where they follow each other, else in the order of the film."""
    document = _document(making)
    timecode = Timecode.of(options.frame_rate or document.video.frame_rate, drop=options.drop_frame)
    seen = _appearances(document, options)
    assembled = options.record == "assembled"
    if not assembled:
        seen.sort(key=lambda each: each.start_s)
    events = [Event(each.start_s, each.end_s, each.name) for each in seen]
    title = document.video.title
    path = making.folder / "persons.edl"
    path.write_bytes(as_edl(title, title, events, timecode, assembled=assembled).encode())
    return path


def _document(making: Making) -> ReportDocument:
    with making.workshop.database.session() as session:
        return build_document(session, get_report(session, making.owner_id, making.report_id))


def _appearances(document: ReportDocument, options: PersonsOptions) -> list[Seen]:
    persons = document.persons.persons if document.persons else []
    missing = {str(person) for person in options.persons} - {person.id for person in persons}
    if missing:
        raise NotInReport(f"The report has no person {', '.join(sorted(missing))}.")
    wanted = {str(person) for person in options.persons}
    return [
        Seen(_name(person, number), person.id, seen.start_s, seen.end_s)
        for number, person in enumerate(persons, start=1)
        if not wanted or person.id in wanted
        for seen in person.appearances
    ]


def _name(person: PersonPart, number: int) -> str:
    return person.name or f"Person {number}"


_MOODS = ("positive", "neutral", "negative", "unknown")
_KEYWORDS = ("term", "kind", "keyness", "comments", "authors", "likes", "sentiment_score")
_MOMENTS = ("time", "at_s", "end_s", "title", "weight", "comments", "authors", "likes", "sentiment_score", *_MOODS)


def _keyword_rows(document: ReportDocument) -> Sequence[Sequence[Cell]]:
    return [
        (each.term, each.kind.value, each.keyness, each.count, each.authors, each.likes, each.sentiment_score)
        for each in document.keywords or []
    ]


def _moment_rows(document: ReportDocument) -> Sequence[Sequence[Cell]]:
    return [
        (
            clock(each.at_s),
            each.at_s,
            each.end_s,
            each.title,
            each.weight,
            each.comments,
            each.authors,
            each.likes,
            each.sentiment_score,
            *_counts(each.sentiment),
        )
        for each in document.moments or []
    ]


def _counts(counts: SentimentCounts) -> tuple[int, ...]:
    return tuple(getattr(counts, mood) for mood in _MOODS)
