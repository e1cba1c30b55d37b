"""Who is on screen when, on the page."""

import html

from opentube.reports.document import Appearance, PersonsPart, ReportDocument
from opentube.reports.page.render import render_page


def test_an_appearance_says_its_times_to_the_tenth(rich: ReportDocument) -> None:
    assert rich.persons
    person = rich.persons.persons[0].model_copy(update={"appearances": [Appearance(start_s=62.46, end_s=64.0)]})
    page = render_page(rich.model_copy(update={"persons": rich.persons.model_copy(update={"persons": [person]})}), {})

    assert "<title>1:02.5–1:04.0</title>" in page
    assert "김서연" in page


def test_faces_of_nobody_are_told_with_where_to_see_them(rich: ReportDocument) -> None:
    assert rich.persons
    some = rich.persons.model_copy(update={"unsure_tracks": 7})
    nobody = PersonsPart(persons=[], shots=[], tracks=7, unsure_tracks=7)
    none = PersonsPart(persons=[], shots=[], tracks=0, unsure_tracks=0)

    told = [html.unescape(render_page(rich.model_copy(update={"persons": part}), {})) for part in (some, nobody, none)]

    assert ["구간 7곳" in page for page in told] == [True, True, False]
    assert ["open-tube persons unsure" in page for page in told] == [True, True, False]
