"""The owner's words to hide and to allow, and corrections as training data."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from opentube.accounts.principal import Scope
from opentube.api.calls import Analyst, Caller, Reader, needs_only
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of_all
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.values import PlainText, Span
from opentube.comments.profanity.values import WordInvalid
from opentube.reports.training_data import export_corrections
from opentube.reports.word_trial import try_words
from opentube.reports.words import TooManyWords, WordKind, WordNotFound, add_words, list_words, remove_words

router = Router(tags=["words"])
MOST_AT_ONCE = 200
Word = Annotated[PlainText, StringConstraints(min_length=1, max_length=100)]
Words = Annotated[list[Word], Field(max_length=MOST_AT_ONCE)]
Trainer = Annotated[Caller, needs_only(Scope.EXPORT)]


class WordView(BaseModel):
    """A word of the list."""

    model_config = ConfigDict(from_attributes=True)

    word: str
    kind: WordKind
    created_at: datetime


class WordsChange(BaseModel):
    """Words that are profane from now on, words that never are, and words to take off the list."""

    model_config = ConfigDict(extra="forbid")

    hide: Words = []
    allow: Words = []
    remove: Words = []


class WordsChanged(BaseModel):
    """How many reports follow."""

    reports: int


class Trial(BaseModel):
    """A text to look through with the list, and with more words."""

    model_config = ConfigDict(extra="forbid")

    text: PlainText
    hide: Words = []
    allow: Words = []


class TrialResult(BaseModel):
    """What was found. Spans count characters of the text."""

    profane: bool
    score: float
    spans: list[Span]


@router.get("/words")
def list_own_words(call: Reader, cursor: Cursor = None, limit: Limit = 200) -> Page[WordView]:
    """The words of the owner, in alphabetical order."""
    after = decode_cursor(cursor, str)
    rows = list_words(call.session, call.owner_id)
    return page_of_all(rows, limit, after, lambda row: row.word, WordView.model_validate)


@router.patch("/words", responses=answers(WordInvalid, TooManyWords, WordNotFound))
def change_words(call: Analyst, body: WordsChange) -> WordsChanged:
    """Change the list. Finished reports follow at once."""
    reports = set(remove_words(call.session, call.owner_id, body.remove))
    reports |= set(add_words(call.session, call.owner_id, hide=body.hide, allow=body.allow))
    return WordsChanged(reports=len(reports))


@router.post("/words:try", responses=answers(WordInvalid))
def try_own_words(call: Reader, body: Trial) -> TrialResult:
    """See what the list finds in a text; nothing is stored."""
    found = try_words(call.session, call.owner_id, body.text, hide=body.hide, allow=body.allow)
    return TrialResult(profane=found.profane, score=found.score, spans=[list(span) for span in found.spans])


@router.get(
    "/corrections/training-data",
    response_class=Response,
    responses={200: {"content": {"application/x-ndjson": {}}, "description": "One JSON object a line."}},
)
def get_training_data(caller: Trainer) -> StreamingResponse:
    """All corrections, oldest first, as JSON Lines to train on."""

    def lines() -> Iterator[str]:
        with caller.services.database.session() as session:
            for row in export_corrections(session, caller.owner_id):
                yield row.model_dump_json() + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")
