"""What happens along the video: where comments point, where shots change, who is on screen."""

from collections.abc import Sequence
from itertools import chain

import altair as alt
from markupsafe import Markup

from opentube.reports.document import Appearance, MomentPart, PersonPart, ShotPart
from opentube.reports.figures import clock
from opentube.reports.page.svg import WIDTH, bare, colour, drawing
from opentube.reports.page.timeaxis import TimeAxis

HEAT_HEIGHT = 90
LANE_HEIGHT = 20
BINS = 200
MARKER_GAP = 5.5
"""Percent of the width between two numbered markers, so that they do not cover each other on a phone."""
MAX_MARKERS = 12


def draw_heat(moments: Sequence[MomentPart], axis: TimeAxis) -> Markup:
    """Comments that point at each two-hundredth of the video, as an area."""
    heat = [0] * (BINS + 1)
    for moment in moments:
        heat[round(moment.at_s / axis.end_s * BINS)] += moment.comments
    rows = [{"bin": index, "comments": comments} for index, comments in enumerate(heat)]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_area(interpolate="monotone", color=colour("heat"), line={"color": colour("accent")}, aria=False)
        .encode(
            x=alt.X("bin:Q", axis=None, scale=alt.Scale(domain=[0, BINS], nice=False)),
            y=alt.Y("comments:Q", axis=None, scale=alt.Scale(domainMax=max(heat) * 1.04, nice=False)),
        )
        .properties(width=WIDTH, height=HEAT_HEIGHT)
    )
    return drawing(chain.from_iterable(bare(chart)), HEAT_HEIGHT)


def numbered(moments: Sequence[MomentPart], axis: TimeAxis) -> list[int]:
    """Indices of the ``moments``, strongest first, whose numbers fit beside each other on the axis."""
    taken: dict[int, float] = {}
    for index, moment in enumerate(moments):
        place = axis.percent(moment.at_s)
        if all(abs(place - other) >= MARKER_GAP for other in taken.values()):
            taken[index] = place
    return list(taken)[:MAX_MARKERS]


def draw_ticks(moments: Sequence[MomentPart], axis: TimeAxis) -> Markup:
    """One stroke a moment, the stronger the deeper."""
    rows = [
        {"at": moment.at_s, "weight": moment.weight, "hint": f"{clock(moment.at_s)}  ×{moment.comments:,}"}
        for moment in moments
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rule(color=colour("accent"))
        .encode(
            x=_time("at", axis),
            opacity=alt.Opacity("weight:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0.25, 1])),
            description="hint:N",
        )
        .properties(width=WIDTH, height=LANE_HEIGHT)
    )
    return drawing(chain.from_iterable(bare(chart)), LANE_HEIGHT)


def draw_shots(shots: Sequence[ShotPart], axis: TimeAxis) -> Markup:
    """Shots side by side, every other one darker."""
    rows = [
        {"start": shot.start_s, "end": shot.end_s, "odd": index % 2, "hint": f"{index + 1}.  {_span(shot)}"}
        for index, shot in enumerate(shots)
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rect()
        .encode(
            x=_time("start", axis),
            x2="end:Q",
            color=alt.Color(
                "odd:N", legend=None, scale=alt.Scale(domain=[0, 1], range=[colour("shot"), colour("other_shot")])
            ),
            description="hint:N",
        )
        .properties(width=WIDTH, height=LANE_HEIGHT)
    )
    return drawing(chain.from_iterable(bare(chart)), LANE_HEIGHT)


def draw_lanes(persons: Sequence[PersonPart], axis: TimeAxis) -> list[Markup]:
    """For each of ``persons`` one lane with their appearances."""
    seen = [index for index, person in enumerate(persons) if person.appearances]
    rows = [
        {"lane": index, "start": each.start_s, "end": each.end_s, "hint": _span(each)}
        for index in seen
        for each in persons[index].appearances
    ]
    lanes = [drawing([], LANE_HEIGHT)] * len(persons)
    if not rows:
        return lanes
    lane = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rect(color=colour("lane"))
        .encode(x=_time("start", axis), x2="end:Q", description="hint:N")
        .properties(width=WIDTH, height=LANE_HEIGHT)
    )
    facets = lane.facet(row=alt.Row("lane:O", header=None), spacing=0)
    for index, marks in zip(seen, bare(facets), strict=True):
        lanes[index] = drawing(marks, LANE_HEIGHT)
    return lanes


def _time(field: str, axis: TimeAxis) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, axis.end_s], nice=False))


def _span(interval: ShotPart | Appearance) -> str:
    return f"{clock(interval.start_s, tenths=True)}–{clock(interval.end_s, tenths=True)}"
