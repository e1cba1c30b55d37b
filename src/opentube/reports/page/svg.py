"""Charts as SVG that stretches with the page, takes its colours from CSS and says its values in tooltips.

Charts are drawn without text: labels stand in HTML beside them, in the page's typeface and the reader's language.
"""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, fromstring

import altair as alt
import vl_convert
from markupsafe import Markup

WIDTH = 1000
"""Width of a drawing in its own units; on the page it is as wide as its box."""

_KEPT = ("d", "transform", "x2", "y2", "opacity")
_COLOUR = re.compile(r"var\(--(\w+)\)")
_LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")


def colour(name: str) -> str:
    """The placeholder for a colour of the page's CSS, e.g. ``positive``."""
    return f"var(--{name})"


def bare(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> Iterator[list[Element]]:
    """The marks of ``chart``, one list for each of its layers and facets, in drawing order."""
    spec = chart.configure(padding=0).configure_view(stroke=None).to_dict(validate=False)
    root = fromstring(vl_convert.vegalite_to_svg(spec))  # noqa: S314 - our own drawing, not somebody's file
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        if "role-mark" in group.get("class", ""):
            yield list(group)


def drawing(marks: Iterable[Element], height: int) -> Markup:
    """An ``<svg>`` of ``marks`` that fills its box. What a mark says of itself becomes its tooltip."""
    body = Markup("").join(_mark(mark) for mark in marks)
    return Markup(
        '<svg class="plot" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>'
    ).format(WIDTH, height, body)


def _mark(mark: Element) -> Markup:
    tag = mark.tag.rpartition("}")[2]
    kept = {name: _LONG_NUMBER.sub(r"\1", mark.attrib[name]) for name in _KEPT if name in mark.attrib}
    kept["class"] = " ".join(
        f"{paint}-{name}" for paint in ("fill", "stroke") for name in _COLOUR.findall(mark.get(paint, ""))
    )
    attributes = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in kept.items())
    title = Markup("<title>{}</title>").format(mark.attrib["aria-label"]) if "aria-label" in mark.attrib else ""
    return Markup("<{0}{1}>{2}</{0}>").format(tag, attributes, title)
