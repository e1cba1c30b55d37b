"""Open questions: are two persons the same?"""

import uuid

from pydantic import BaseModel

from opentube.api.calls import Librarian, Reader
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of_all
from opentube.api.problems import answers
from opentube.api.routes.library import EditView
from opentube.api.routes.persons import Interval
from opentube.api.routing import Router
from opentube.api.values import RowId
from opentube.persons import reviews
from opentube.persons.reviews import Review, ReviewedPerson, ReviewNotFound

router = Router(tags=["persons"])


class ReviewedVideo(BaseModel):
    """A video somebody is seen in, and when."""

    video_id: uuid.UUID
    report_id: uuid.UUID
    title: str
    appearances: list[Interval]


class ReviewedView(BaseModel):
    """Somebody to compare."""

    id: uuid.UUID
    name: str | None
    has_cover: bool
    seen_in: list[ReviewedVideo]

    @classmethod
    def of(cls, person: ReviewedPerson) -> "ReviewedView":
        """One of the two."""
        return cls(
            id=person.id,
            name=person.name,
            has_cover=person.has_cover,
            seen_in=[
                ReviewedVideo(
                    video_id=seen.video_id,
                    report_id=seen.report_id,
                    title=seen.title,
                    appearances=[Interval(start_s=start, end_s=end) for start, end in seen.appearances],
                )
                for seen in person.seen_in
            ],
        )


class ReviewView(BaseModel):
    """Is ``person``, found lately, the ``candidate`` you know? ``score`` is a cosine."""

    id: int
    score: float
    person: ReviewedView
    candidate: ReviewedView

    @classmethod
    def of(cls, review: Review) -> "ReviewView":
        """An open question."""
        return cls(
            id=review.id,
            score=review.score,
            person=ReviewedView.of(review.person),
            candidate=ReviewedView.of(review.candidate),
        )


@router.get("/reviews")
def list_reviews(call: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[ReviewView]:
    """The open questions, likeliest first."""
    after = decode_cursor(cursor, tuple[float, int])
    rows = reviews.open_reviews(call.session, call.owner_id)
    return page_of_all(rows, limit, after, lambda review: (-review.score, review.id), ReviewView.of)


@router.post("/reviews/{review_id}/same", responses=answers(ReviewNotFound))
def answer_same(call: Librarian, review_id: RowId) -> EditView:
    """They are the same."""
    return EditView.of(reviews.answer_same(call.session, call.owner_id, review_id))


@router.post("/reviews/{review_id}/different", responses=answers(ReviewNotFound))
def answer_different(call: Librarian, review_id: RowId) -> EditView:
    """They are two. This is not asked again."""
    return EditView.of(reviews.answer_different(call.session, call.owner_id, review_id))
