"""The summary's sentences, each with links to what it rests on, further down the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import escape

from opentube.reports.document import CommentPart, CommentsPart, MomentPart, ReportDocument
from opentube.reports.figures import clock
from opentube.reports.page.names import person_name
from opentube.reports.page.strings import Phrase, same, say

VOICES = ("helpful", "unanswered", "liked", "positive", "negative")
"""The lists of comments, in the order of the page."""
_SECTIONS = {
    "sentiment": "comments",
    "course": "h-course",
    "flags": "flags",
    "campaigns": "campaigns",
    "change": "change",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A place on this page, and what it is called there."""

    target: str
    label: Phrase


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and its evidence."""

    text: Phrase
    links: list[Link]


def statements(document: ReportDocument, moments: Sequence[MomentPart]) -> list[Statement]:
    """The summary of ``document``; ``moments`` are its moments in the order of the page."""
    places = dict(_places(document, moments))
    return [
        Statement(
            text=Phrase({"ko": escape(sentence.ko), "en": escape(sentence.en)}),
            links=[places[name] for name in sentence.evidence if name in places],
        )
        for sentence in document.summary
    ]


def voices(comments: CommentsPart) -> list[tuple[str, list[CommentPart]]]:
    """The lists of comments by name; questions only where a model finds them."""
    lists = {name: getattr(comments, "unanswered" if name == "unanswered" else f"most_{name}") for name in VOICES}
    return [
        (name, parts) for name, parts in lists.items() if name != "unanswered" or comments.flags.question is not None
    ]


def _places(document: ReportDocument, moments: Sequence[MomentPart]) -> Iterator[tuple[str, Link]]:
    for name, target in _SECTIONS.items():
        yield name, Link(target, say(f"evidence.{name}"))
    for number, keyword in enumerate(document.keywords or [], start=1):
        yield f"keyword:{keyword.term}", Link(f"keyword-{number}", same(keyword.term))
    for topic in document.topics or []:
        yield f"topic:{topic.id}", Link(f"topic-{topic.id}", same(topic.name))
    for number, moment in enumerate(moments, start=1):
        yield f"moment:{moment.at_s:.10g}", Link(f"moment-{number}", same(clock(moment.at_s)))
    for number, person in enumerate(document.persons.persons if document.persons else [], start=1):
        yield f"person:{person.id}", Link(f"person-{number}", person_name(person, number))
    lists = voices(document.comments) if document.comments else []
    for name, parts in reversed(lists):
        for number, part in enumerate(parts, start=1):
            yield f"comment:{part.id}", Link(f"voice-{name}-{number}", say("evidence.comment"))
