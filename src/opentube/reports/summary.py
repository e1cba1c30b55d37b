"""A few sentences that say what the numbers of a report say, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from opentube.comments.terms import TermKind
from opentube.reports.document import (
    CommentPart,
    CommentsPart,
    KeywordPart,
    MomentPart,
    PersonsPart,
    ReportDocument,
    SentimentCounts,
    SummarySentence,
    TopicPart,
)
from opentube.reports.wording import Texts, Value, length, listed, quotable, word

MOST: Final = 9
LEAST_FOR_SHARES: Final = 10
"""Fewer rated comments than this are given as numbers, not as shares."""
LEAST_COMPARED: Final = 30
"""Two shares are compared only where each is of at least so many comments."""
LEAST_AT_A_MOMENT: Final = 2
LEAST_OF_FLAG: Final = 3
LEAST_FLAG_SHARE: Final = 0.01
LEAST_AUTHORS: Final = 3
ALIKE: Final = 0.05
NOTABLE: Final = 0.1
NOTABLE_CHANGE: Final = 0.02
CLEAR_TONE: Final = 0.25
HALF: Final = 0.5
LISTED: Final = 3
_THINGS: Final = (TermKind.NOUN, TermKind.NAME, TermKind.COINAGE)
_DISPENSABLE: Final = ("questions", "campaigns", "requests", "first_day", "spam", "topics", "liked", "abuse")
"""Left out first, in this order, where there is more to say than ``MOST`` sentences."""


def summarise(document: ReportDocument) -> list[SummarySentence]:
    """At most nine sentences about ``document``, in Korean and English, each with its numbers and its evidence.

    What too few comments support is left out. The same document gives the same sentences.
    """
    said: list[SummarySentence] = []
    part = document.comments
    if part is not None:
        said += _mood(part)
        said += _liked(part)
        said += _first_day(part)
        said += _terms(document.keywords or [], part)
        said += _topics(document.topics or [])
    said += _moments(document.moments or [])
    if part is not None:
        said += _questions(part)
        said += _flags(part)
        said += _change(part)
    if document.persons is not None:
        said += _persons(document.persons, document.video.duration_s)
    for code in _DISPENSABLE:
        if len(said) > MOST:
            said = [sentence for sentence in said if not sentence.code.startswith(code)]
    return said[:MOST]


def _say(
    code: str, evidence: Sequence[str], values: dict[str, Value], shown: dict[str, Texts] | None = None
) -> SummarySentence:
    """A sentence of template ``code``; ``shown`` are values as they are written, where that differs by language."""
    texts = word(code, **{**values, **(shown or {})})
    return SummarySentence(code=code, values=values, ko=texts["ko"], en=texts["en"], evidence=list(evidence))


def _mood(part: CommentsPart) -> Iterator[SummarySentence]:
    if not part.total:
        yield _say("nothing", [], {})
        return
    counts = part.sentiment
    known = _known(counts)
    numbers: dict[str, Value] = {"total": part.total, "unknown": counts.unknown}
    if 0 < known < LEAST_FOR_SHARES:
        judged = {"positive": counts.positive, "neutral": counts.neutral, "negative": counts.negative}
        yield _say("mood_few", ["sentiment"], numbers | judged)
    elif known:
        positive, neutral, negative = (_share(counts, kind) for kind in ("positive", "neutral", "negative"))
        shares: dict[str, Value] = {"positive_share": positive, "neutral_share": neutral, "negative_share": negative}
        whole = word("whole_partly" if counts.unknown else "whole", **numbers)
        code = (
            "mood_neutral"
            if neutral >= HALF
            else "mood_mixed"
            if abs(positive - negative) < ALIKE
            else "mood_positive"
            if positive > negative
            else "mood_negative"
        )
        yield _say(code, ["sentiment"], numbers | shares, {"whole": whole})


def _liked(part: CommentsPart) -> Iterator[SummarySentence]:
    weight = _known(part.liked) - _known(part.sentiment)
    if _known(part.sentiment) < LEAST_COMPARED or weight < LEAST_COMPARED:
        return
    everybody, liked = _share(part.sentiment, "positive"), _share(part.liked, "positive")
    if abs(liked - everybody) >= NOTABLE:
        evidence = ["sentiment", *(f"comment:{each.id}" for each in part.most_liked[:1])]
        yield _say("liked_up" if liked > everybody else "liked_down", evidence, {"all": everybody, "liked": liked})


def _first_day(part: CommentsPart) -> Iterator[SummarySentence]:
    if part.first_day is None or part.later is None or min(_known(part.first_day), _known(part.later)) < LEAST_COMPARED:
        return
    first, later = _share(part.first_day, "positive"), _share(part.later, "positive")
    if abs(later - first) >= NOTABLE:
        yield _say("first_day_up" if later > first else "first_day_down", ["course"], {"first": first, "later": later})


def _terms(keywords: Sequence[KeywordPart], comments: CommentsPart) -> Iterator[SummarySentence]:
    """The first keywords whose comments clearly lean to one side, and more so than all comments do."""
    least = 5 if comments.total >= 200 else 3  # noqa: PLR2004 - of few comments fewer are enough
    mean = comments.mean_score or 0.0
    usable = [
        part
        for part in keywords
        if part.kind in _THINGS
        and part.sentiment_score is not None
        and part.count >= least
        and part.authors >= LEAST_AUTHORS
    ]
    sides: dict[str, Callable[[float], bool]] = {
        "praised": lambda score: score >= max(CLEAR_TONE, mean + NOTABLE),
        "blamed": lambda score: score <= min(-CLEAR_TONE, mean - NOTABLE),
    }
    for code, fits in sides.items():
        chosen = [part for part in usable if part.sentiment_score is not None and fits(part.sentiment_score)][:LISTED]
        if chosen:
            terms = listed([word("term", term=quotable(part.term), count=part.count) for part in chosen])
            yield _say(
                code,
                [f"keyword:{part.term}" for part in chosen],
                _words("terms", [part.term for part in chosen]),
                {"terms": terms},
            )


def _topics(topics: Sequence[TopicPart]) -> Iterator[SummarySentence]:
    chosen = [part for part in topics if part.count >= LEAST_OF_FLAG][:LISTED]
    if len(chosen) > 1:
        items = [word(f"topic{_tone(part)}", name=quotable(part.name), count=part.count) for part in chosen]
        names = _words("topics", [part.name for part in chosen])
        yield _say("topics", [f"topic:{part.id}" for part in chosen], names, {"topics": listed(items)})


def _tone(part: TopicPart) -> str:
    if part.sentiment_score is None or abs(part.sentiment_score) < CLEAR_TONE:
        return ""
    return "_positive" if part.sentiment_score > 0 else "_negative"


def _moments(moments: Sequence[MomentPart]) -> Iterator[SummarySentence]:
    shared = [part for part in moments if part.authors >= LEAST_AT_A_MOMENT]
    chosen = sorted(shared, key=lambda part: (-part.weight, part.at_s))[:LISTED]
    if chosen:
        items = [
            word("at_titled", at_s=part.at_s, title=quotable(part.title), comments=part.comments)
            if part.title
            else word("at", at_s=part.at_s, comments=part.comments)
            for part in chosen
        ]
        evidence = [f"moment:{part.at_s:.10g}" for part in chosen]
        first: dict[str, Value] = {"at_s": chosen[0].at_s, "comments": chosen[0].comments}
        yield _say("moment" if len(chosen) == 1 else "moments", evidence, first, {"moments": listed(items)})


def _questions(part: CommentsPart) -> Iterator[SummarySentence]:
    if part.unanswered and part.replies:
        best = part.unanswered[0]
        code = "unanswered" if best.likes else "unanswered_unliked"
        yield _say(code, _as_evidence(part.unanswered[:LISTED]), {"text": quotable(best.text), "likes": best.likes})
    elif _worth_saying(part.flags.question, part.total):
        yield _flag("questions", part.flags.question, part.total, ["flags", *_as_evidence(part.unanswered[:LISTED])])
    if _worth_saying(part.flags.request, part.total):
        yield _flag("requests", part.flags.request, part.total)


def _flags(part: CommentsPart) -> Iterator[SummarySentence]:
    if _worth_saying(part.flags.spam, part.total):
        yield _flag("spam", part.flags.spam, part.total)
    if _worth_saying(part.flags.abusive, part.total):
        yield _flag("abuse", part.flags.abusive, part.total)
    if part.campaigns:
        largest = part.campaigns[0]
        if largest.authors >= LEAST_AUTHORS:
            yield _say("campaigns", ["campaigns"], {"authors": largest.authors, "comments": largest.comments})


def _flag(code: str, count: int | None, total: int, evidence: Sequence[str] = ("flags",)) -> SummarySentence:
    return _say(code, evidence, {"count": count or 0, "share": round((count or 0) / total, 4)})


def _worth_saying(count: int | None, total: int) -> bool:
    return count is not None and count >= max(LEAST_OF_FLAG, LEAST_FLAG_SHARE * total)


def _change(part: CommentsPart) -> Iterator[SummarySentence]:
    change = part.change
    if change is None:
        return
    counted = {
        name: count for name, count in (("added", change.comments_added), ("gone", change.comments_gone)) if count
    }
    code = "change" if len(counted) > 1 else f"change_{next(iter(counted), 'none')}"
    texts = [word(code, day=change.requested_at.strftime("%Y-%m-%d"), **counted)]
    values: dict[str, Value] = {"day": change.requested_at.strftime("%Y-%m-%d"), **counted}
    enough = _known(part.sentiment) >= LEAST_COMPARED
    if enough and change.positive_share is not None and abs(change.positive_share) >= NOTABLE_CHANGE:
        values["positive_share"] = change.positive_share
        points = round(100 * abs(change.positive_share))
        texts.append(word("change_up" if change.positive_share > 0 else "change_down", points=points))
    if counted and change.keywords_risen:
        risen = [quotable(term) for term in change.keywords_risen[:LISTED]]
        values["terms"] = ", ".join(risen)
        texts.append(word("change_terms", terms=listed([word("word", term=term) for term in risen])))
    yield SummarySentence(
        code=code,
        values=values,
        ko=" ".join(each["ko"] for each in texts),
        en=" ".join(each["en"] for each in texts),
        evidence=["change"],
    )


def _persons(part: PersonsPart, duration_s: float | None) -> Iterator[SummarySentence]:
    if not part.persons:
        return
    number, longest = max(enumerate(part.persons, start=1), key=lambda pair: (pair[1].screen_time_s, -pair[0]))
    name = quotable(longest.name or "")
    called = {"ko": name, "en": name} if name else word("person_name", number=number)
    values: dict[str, Value] = {"count": len(part.persons), "screen_time_s": round(longest.screen_time_s, 1)}
    if duration_s:
        values["share"] = round(min(1.0, longest.screen_time_s / duration_s), 4)
    code = ("person" if len(part.persons) == 1 else "persons") + ("_share" if duration_s else "")
    shown = {"name": called, "length": length(longest.screen_time_s)}
    yield _say(code, [f"person:{longest.id}"], values, shown)


def _words(name: str, words: Sequence[str]) -> dict[str, Value]:
    return {name: ", ".join(quotable(each) for each in words)}


def _as_evidence(parts: Sequence[CommentPart]) -> list[str]:
    return [f"comment:{part.id}" for part in parts]


def _known(counts: SentimentCounts) -> int:
    return counts.positive + counts.neutral + counts.negative


def _share(counts: SentimentCounts, kind: str) -> float:
    """Of all comments, as on the page, those included that nobody can judge."""
    return round(int(getattr(counts, kind)) / (_known(counts) + counts.unknown), 4)
