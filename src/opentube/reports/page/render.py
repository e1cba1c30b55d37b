"""Put the page together."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from opentube.reports import figures
from opentube.reports.document import FlagCounts, ReportDocument
from opentube.reports.page import course, excerpts, formats, timeline
from opentube.reports.page.fonts import font_face
from opentube.reports.page.languages import first_language, spoken
from opentube.reports.page.links import watch
from opentube.reports.page.names import person_name
from opentube.reports.page.pictures import data_uri
from opentube.reports.page.sections import sections
from opentube.reports.page.statements import statements, voices
from opentube.reports.page.strings import LANGUAGES, known, say, told
from opentube.reports.page.timeaxis import time_axis

_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; script-src 'sha256-{}'; "
    "base-uri 'none'; form-action 'none'"
)


def render_page(document: ReportDocument, pictures: Mapping[str, bytes]) -> str:
    """The report as one HTML file that needs no network.

    Args:
        document: what to show. All of its text is shown as text, whatever it holds.
        pictures: JPEG, WebP or PNG files by the names that ``document`` uses; a missing one leaves a placeholder.

    Returns:
        The file's text, to be written as UTF-8.
    """
    context = _context(document, pictures)
    body = _environment().get_template("body.html.j2").render(context)
    return _whole(first_language(document), document.video.title, Markup(body))  # noqa: S704 - escaped by its template


def render_refusal(code: str, message: str) -> str:
    """A page that says, in every language, why there is nothing to see: the error's sentence by its code, and in English."""
    said = told(code, message)
    lang = LANGUAGES[0]
    return _whole(lang, said.texts[lang], Markup('<main class="refusal"><h1>{}</h1></main>').format(said))


def content_policy() -> str:
    """What the page may do, as a Content-Security-Policy: nothing that needs a network."""
    script = _static("page.js")
    return _POLICY.format(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii"))


def _whole(lang: str, title: str, body: Markup) -> str:
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            lang=lang,
            title=title,
            policy=content_policy(),
            script=Markup(_static("page.js")),  # noqa: S704 - packaged
            style=Markup(_static("page.css") + font_face(body)),  # noqa: S704 - packaged
            body=body,
        )
    )


def _context(document: ReportDocument, pictures: Mapping[str, bytes]) -> dict[str, object]:
    axis = time_axis(document)
    moments = sorted(document.moments or [], key=lambda moment: (-moment.weight, moment.at_s))
    persons = document.persons.persons if document.persons else []
    return {
        "doc": document,
        "lang": first_language(document),
        "sections": sections(document),
        "statements": statements(document, moments),
        "voices": voices(document.comments) if document.comments else [],
        "moods": course.moods(document.comments) if document.comments else [],
        "flags": course.flags(document.comments) if document.comments else [],
        "course": course.draw_course(document.comments) if document.comments else None,
        "languages": spoken(document.comments),
        "axis": axis,
        "moments": moments,
        "heat": timeline.draw_heat(moments, axis) if axis and moments else None,
        "numbered": timeline.numbered(moments, axis) if axis else [],
        "ticks": timeline.draw_ticks(moments, axis) if axis and moments else None,
        "shots": timeline.draw_shots(document.persons.shots, axis) if axis and document.persons else None,
        "lanes": timeline.draw_lanes(persons, axis) if axis else [],
        "names": [person_name(person, number) for number, person in enumerate(persons, start=1)],
        "picture": partial(data_uri, pictures),
        "watch": partial(watch, document.video.url),
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("opentube.reports.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "clock": figures.clock,
        "counts_total": formats.counts_total,
        "day": formats.day,
        "FLAGS": tuple(FlagCounts.model_fields),
        "duration": formats.duration,
        "known": known,
        "minute": formats.minute,
        "percent": figures.percent,
        "points": formats.points,
        "preview": excerpts.preview,
        "say": say,
        "score": formats.score,
        "SENTIMENTS": formats.SENTIMENTS,
        "told": told,
        "tone": formats.tone,
    }
    return environment


@cache
def _static(name: str) -> str:
    return files("opentube.reports.page").joinpath("static", name).read_text("utf-8")
