"""What a report says: whole, or a part at a time."""

import uuid
from enum import StrEnum
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from opentube.api.calls import Call, Reader
from opentube.api.files import picture
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of_all
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.reports import parts
from opentube.reports.build import build_document
from opentube.reports.document import (
    CommentsPart,
    KeywordPart,
    MomentPart,
    PersonsPart,
    ReportDocument,
    SummarySentence,
    TopicPart,
)
from opentube.reports.parts import PartNotFound
from opentube.reports.service import ReportNotFound, get_report
from opentube.store.blobs import BlobMissing

router = Router(tags=["results"])


class Field(StrEnum):
    """Parts of a report that can be left out."""

    COMMENTS = "comments"
    SUMMARY = "summary"
    KEYWORDS = "keywords"
    TOPICS = "topics"
    MOMENTS = "moments"
    PERSONS = "persons"
    CONTACT_SHEET = "contact_sheet"


class Summary(BaseModel):
    """Sentences built from the numbers of the report, each with what it rests on."""

    items: list[SummarySentence]


@router.get("/reports/{report_id}/document", responses=answers(ReportNotFound))
def get_document(
    call: Reader,
    report_id: uuid.UUID,
    fields: Annotated[set[Field] | None, Query(description="Only these parts; all by default.")] = None,
) -> ReportDocument:
    """The whole report as `open-tube analyze` writes it to report.json."""
    document = _document(call, report_id)
    if fields is None:
        return document
    empty: dict[str, object] = {Field.SUMMARY: []}
    return document.model_copy(update={field.value: empty.get(field) for field in Field if field not in fields})


@router.get("/reports/{report_id}/summary", responses=answers(ReportNotFound))
def get_summary(call: Reader, report_id: uuid.UUID) -> Summary:
    """The report in sentences, Korean and English."""
    return Summary(items=_document(call, report_id).summary)


@router.get("/reports/{report_id}/numbers", responses=answers(ReportNotFound, PartNotFound))
def get_numbers(call: Reader, report_id: uuid.UUID) -> CommentsPart:
    """What the audience says, in numbers and examples, with its course."""
    return parts.comments_part(call.session, _own(call, report_id))


@router.get("/reports/{report_id}/keywords", responses=answers(ReportNotFound, PartNotFound))
def list_keywords(call: Reader, report_id: uuid.UUID, cursor: Cursor = None, limit: Limit = 100) -> Page[KeywordPart]:
    """The terms that stand out, most telling first."""
    found = parts.keyword_parts(call.session, _own(call, report_id))
    return page_of_all(found, limit, decode_cursor(cursor, tuple[float, str]), _by_keyness, lambda part: part)


@router.get("/reports/{report_id}/topics", responses=answers(ReportNotFound, PartNotFound))
def list_topics(call: Reader, report_id: uuid.UUID, cursor: Cursor = None, limit: Limit = 50) -> Page[TopicPart]:
    """What the comments are about, largest first."""
    found = parts.topic_parts(call.session, _own(call, report_id))
    return page_of_all(found, limit, decode_cursor(cursor, int), lambda part: part.id, lambda part: part)


@router.get("/reports/{report_id}/moments", responses=answers(ReportNotFound, PartNotFound))
def list_moments(call: Reader, report_id: uuid.UUID, cursor: Cursor = None, limit: Limit = 100) -> Page[MomentPart]:
    """The seconds that comments point at, in order of time."""
    found = parts.moment_parts(call.session, _own(call, report_id))
    return page_of_all(found, limit, decode_cursor(cursor, float), lambda part: part.at_s, lambda part: part)


@router.get("/reports/{report_id}/persons", responses=answers(ReportNotFound, PartNotFound))
def get_persons(call: Reader, report_id: uuid.UUID) -> PersonsPart:
    """Who is on screen when, longest first, with the shots."""
    return parts.people_part(call.session, _own(call, report_id))


@router.get(
    "/reports/{report_id}/contact-sheet",
    response_class=Response,
    responses=answers(ReportNotFound, PartNotFound, BlobMissing),
)
def get_contact_sheet(call: Reader, report_id: uuid.UUID) -> Response:
    """Frames of the whole video side by side, as JPEG."""
    part = parts.sheet_part(call.session, _own(call, report_id))
    return picture(call, part.picture)


def _document(call: Call, report_id: uuid.UUID) -> ReportDocument:
    return build_document(call.session, get_report(call.session, call.owner_id, report_id))


def _own(call: Call, report_id: uuid.UUID) -> uuid.UUID:
    return get_report(call.session, call.owner_id, report_id).id


def _by_keyness(part: KeywordPart) -> tuple[float, str]:
    return (-part.keyness, part.term)
