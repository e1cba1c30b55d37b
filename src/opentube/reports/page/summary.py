"""A few plain sentences that say what the numbers say, and nothing else."""

from collections.abc import Iterator

from markupsafe import Markup

from opentube.reports.document import CommentsPart, PersonPart, PersonsPart, ReportDocument
from opentube.reports.page.formats import clock, duration, percent
from opentube.reports.page.strings import Phrase, same, say

_TERMS = 3


def sentences(document: ReportDocument) -> Iterator[Phrase]:
    """The summary of ``document``, in the order of its sections."""
    if document.comments and document.comments.total:
        yield from _mood(document.comments)
    if document.keywords:
        terms = Markup(", ").join(Markup("<bdi>{}</bdi>").format(each.term) for each in document.keywords[:_TERMS])
        yield say("summary.keywords", terms=terms)
    if document.moments:
        strongest = max(document.moments, key=lambda moment: moment.weight)
        yield say("summary.moment", time=clock(strongest.at_s), count=strongest.comments)
    if document.persons:
        yield from _persons(document.persons, document.video.duration_s)


def person_name(person: PersonPart, number: int) -> Phrase:
    """What a person is called: the name they were given, else their number."""
    if person.name is None:
        return say("person.number", number=number)
    return same(Markup("<bdi>{}</bdi>").format(person.name))


def _mood(comments: CommentsPart) -> Iterator[Phrase]:
    counts = comments.sentiment
    if counts.unknown < comments.total:
        shares = {kind: percent(getattr(counts, kind), comments.total) for kind in ("positive", "neutral", "negative")}
        yield say("summary.mood", count=comments.total, **shares)
    if counts.unknown:
        yield say("summary.unknown", count=counts.unknown, share=percent(counts.unknown, comments.total))


def _persons(part: PersonsPart, duration_s: float | None) -> Iterator[Phrase]:
    if not part.persons:
        yield say("summary.nobody")
        return
    number, longest = max(enumerate(part.persons, start=1), key=lambda pair: pair[1].screen_time_s)
    values = {"name": person_name(longest, number), "time": duration(longest.screen_time_s)}
    yield say("summary.persons", count=len(part.persons))
    if duration_s:
        yield say("summary.longest_share", **values, share=percent(longest.screen_time_s, duration_s))
    else:
        yield say("summary.longest", **values)
