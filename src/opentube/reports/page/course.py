"""How the audience's mood went: one column a step, its share above and its volume below."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import altair as alt
from markupsafe import Markup

from opentube.reports.document import CommentsPart, CoursePoint, SentimentCounts
from opentube.reports.page.formats import SENTIMENTS, counts_total
from opentube.reports.page.strings import Phrase, say
from opentube.reports.page.svg import WIDTH, bare, colour, drawing

SHARE_HEIGHT = 140
VOLUME_HEIGHT = 48
FEW = 5
"""Columns of fewer comments are drawn faint: their shares mean little."""

_DAY_S = 86_400
_UNITS = (("days", _DAY_S), ("hours", 3600), ("minutes", 60))
_SIGNS = {"positive": "▲", "neutral": "■", "negative": "▼", "unknown": "?"}


@dataclass(frozen=True, slots=True)
class CourseStep:
    """One column, with the name of its step and where its label stands, in percent of the width."""

    label: str
    center: float
    point: CoursePoint
    total: int


@dataclass(frozen=True, slots=True)
class Course:
    """The two drawings and their columns.

    ``labelled`` are the steps named on the axis, first and last included; ``note`` explains the columns.
    """

    shares: Markup
    volume: Markup
    steps: list[CourseStep]
    labelled: list[CourseStep]
    peak: int
    note: Phrase


def draw_course(comments: CommentsPart) -> Course | None:
    """The course of ``comments``; None when there are fewer than two steps."""
    count = len(comments.course)
    if count < 2:  # noqa: PLR2004 - one column is no course
        return None
    steps = [
        CourseStep(_label(comments, point), round(100 * (index + 0.5) / count, 2), point, counts_total(point.counts))
        for index, point in enumerate(comments.course)
    ]
    labels = min(count, 5)
    return Course(
        shares=_columns(steps, SHARE_HEIGHT, normalized=True),
        volume=_columns(steps, VOLUME_HEIGHT, normalized=False),
        steps=steps,
        labelled=[steps[round(index * (count - 1) / (labels - 1))] for index in range(labels)],
        peak=max(step.total for step in steps),
        note=_note(comments),
    )


def moods(comments: CommentsPart) -> list[tuple[str, SentimentCounts]]:
    """The mood seen in other ways: by likes, on the first day and later; by the end of its phrase's key."""
    ways = {"liked": comments.liked, "first_day": comments.first_day, "later": comments.later}
    return [(name, counts) for name, counts in ways.items() if counts and counts_total(counts)]


def flags(comments: CommentsPart) -> list[tuple[str, int]]:
    """How many comments have each flag that a model answers."""
    return [(name, count) for name, count in comments.flags if count is not None]


def _note(comments: CommentsPart) -> Phrase:
    if comments.course_axis == "order":
        return say("mood.course_order_note", few=FEW)
    span = comments.course_step_s or _DAY_S
    unit, length = next((each for each in _UNITS if span >= each[1]), _UNITS[-1])
    return say("mood.course_time_note", step=say(f"step.{unit}", count=round(span / length)), few=FEW)


def _label(comments: CommentsPart, point: CoursePoint) -> str:
    if point.start is None:
        return f"{(point.start_index or 0) + 1:,}"
    return point.start.strftime("%Y-%m-%d" if (comments.course_step_s or _DAY_S) >= _DAY_S else "%m-%d %H:%M")


def _columns(steps: Sequence[CourseStep], height: int, *, normalized: bool) -> Markup:
    kinds = SENTIMENTS if normalized else ("total",)
    rows = [
        {"step": index, "kind": kind, "rank": rank, "comments": count, "few": step.total < FEW}
        for index, step in enumerate(steps)
        for rank, kind in enumerate(kinds)
        if (count := getattr(step.point.counts, kind) if normalized else step.total)
    ]
    hints = [{"step": index, "hint": _hint(step)} for index, step in enumerate(steps)]
    order = list(range(len(steps)))
    across = alt.X("step:O", axis=None, scale=alt.Scale(domain=order, paddingInner=0.2, paddingOuter=0.1))
    palette = [colour(kind if normalized else "volume") for kind in kinds]
    columns = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(aria=False)
        .encode(
            x=across,
            y=alt.Y("comments:Q", axis=None, stack="normalize" if normalized else "zero"),
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(kinds), range=palette)),
            order="rank:Q",
            opacity=alt.condition("datum.few", alt.value(0.4), alt.value(1)),
        )
    )
    touch = (
        alt.Chart(alt.InlineData(values=hints))
        .mark_bar(color=colour("touch"))
        .encode(x=across, y=alt.value(0), y2=alt.value(height), description="hint:N")
    )
    chart = alt.layer(columns, touch).properties(width=WIDTH, height=height)
    return drawing(chain.from_iterable(bare(chart)), height)


def _hint(step: CourseStep) -> str:
    counts = "  ".join(
        f"{sign} {getattr(step.point.counts, kind):,}"
        for kind, sign in _SIGNS.items()
        if kind != "unknown" or step.point.counts.unknown
    )
    return f"{step.label}:  {counts}"
