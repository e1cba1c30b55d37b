"""What clients read: every GET of the OpenAPI document, with what an app asks it for."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx

LEFT_OUT: Final = {
    "/api/v1/events": "a stream; opened beside the load",
    "/api/v1/reports/{report_id}/events": "a stream",
    "/api/v1/openid/{name}/start": "leads to another server",
    "/api/v1/openid/{name}/callback": "comes from another server",
    "/api/v1/shared/{secret}/pictures/{name}": "a picture, as /persons/{person_id}/cover",
}

WEIGHTS: Final = {
    "/api/v1/reports": 6,
    "/api/v1/reports/{report_id}": 8,
    "/api/v1/reports/{report_id}/comments": 14,
    "/api/v1/reports/{report_id}/comments:count": 5,
    "/api/v1/reports/{report_id}/boxes": 6,
    "/api/v1/reports/{report_id}/faces": 4,
    "/api/v1/reports/{report_id}/persons": 3,
    "/api/v1/persons": 3,
    "/api/v1/persons/{person_id}/cover": 8,
    "/api/v1/reports/{report_id}/picture": 6,
}
"""How often each is asked beside the rest, which are asked once: as the web app does, lists and pictures most."""

QUERIES: Final[Mapping[str, Sequence[str]]] = {
    "/api/v1/reports": ("", "sort=oldest", "status=done", f"text={quote('영상')}", "limit=100"),
    "/api/v1/reports/{report_id}/comments": (
        *(
            "",
            "sort=likes",
            "sort=newest",
            "sort=most_negative&limit=200",
            "sentiment=negative",
            "profane=true&sort=likes",
        ),
        *("question=true", "spam=true", "language=ko&request=true", "replies=false", "moment_s=42"),
        *(f"text={quote(text)}" for text in ("자막", "ㅋㅋㅋ", "thank you", '"너무 좋아요"', "보다", "없는말없는말")),
    ),
    "/api/v1/reports/{report_id}/comments:count": ("", "sentiment=positive", f"text={quote('영상')}"),
    "/api/v1/reports/{report_id}/document": (
        "fields=summary",
        "fields=comments",
        "fields=keywords&fields=moments",
    ),
    "/api/v1/reports/{report_id}/faces": tuple(f"time_s={second}" for second in range(0, 20, 3)),
    "/api/v1/reports/{report_id}/boxes": ("start_s=0&end_s=5", "start_s=5&end_s=15"),
    "/api/v1/reports/{report_id}/tracks": ("", "limit=200", "unsure=true"),
}


@dataclass(frozen=True, slots=True)
class Read:
    """One kind of read: the route it counts for, and a path."""

    route: str
    path: str


class RouteUnknown(LookupError):
    """A route of the document has a parameter that nothing is known for: name it in `known`, or leave the route out."""


@dataclass(frozen=True, slots=True)
class Known:
    """What paths are filled with. ``comments`` holds one comment of each report, ``secret`` is of a shared report."""

    ids: Mapping[str, Sequence[str]]
    comments: Mapping[str, str]
    secret: str


def known(api: httpx.Client, large: str, secret: str) -> Known:
    """What there is, the large report as often as all others together."""

    def ids(path: str) -> list[str]:
        return [row["id"] for row in api.get(path).json()["items"]]

    reports = ids("reports?limit=100")
    return Known(
        {
            "report_id": reports + [large] * len(reports),
            "person_id": ids("persons?limit=100"),
            "export_id": ids("exports"),
            "webhook_id": ids("webhooks"),
            "upload_id": ids("uploads"),
        },
        {report: ids(f"reports/{report}/comments?limit=1")[0] for report in reports},
        secret,
    )


def reads(document: Mapping[str, Any], there: Known, seed: int = 0) -> list[Read]:
    """Many reads in the proportions of `WEIGHTS`, to be asked in turn.

    Args:
        document: the OpenAPI document.
        there: what paths are filled with.
        seed: of the order.

    Raises:
        RouteUnknown: see there.
    """
    generator = random.Random(seed)  # noqa: S311 - the same each time
    made = []
    for route, methods in document["paths"].items():
        if "get" not in methods or route in LEFT_OUT:
            continue
        for _ in range(12 * WEIGHTS.get(route, 1)):
            report = generator.choice(there.ids["report_id"])
            values = {name: generator.choice(found) for name, found in there.ids.items() if found}
            values |= {"report_id": report, "comment_id": there.comments[report], "secret": there.secret}
            try:
                path = route.format(**values)
            except KeyError as error:
                raise RouteUnknown(route, error.args[0]) from error
            query = generator.choice(QUERIES.get(route, ("",)))
            made.append(Read(route, f"{path}?{query}" if query else path))
    generator.shuffle(made)
    return made
