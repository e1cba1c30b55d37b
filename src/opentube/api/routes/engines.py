"""The engines alone, without a report."""

import math
from typing import Annotated

from fastapi import Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from opentube.accounts.principal import Scope
from opentube.api.calls import Caller, needs_only
from opentube.api.problems import answers
from opentube.api.rates import count_request
from opentube.api.routing import Router
from opentube.api.values import Box, PlainText, Span
from opentube.comments.values import Sentiment
from opentube.faces.photo import PhotoFace, PhotoTooLarge, PhotoUnreadable
from opentube.persons.consent import FaceAnalysisOff, require_faces
from opentube.reports.document import ModelUsed
from opentube.reports.engines import FaceModelsMissing
from opentube.reports.labelling import EngineBusy

router = Router(tags=["engines"])
MOST_TEXTS = 1000
TEXTS_A_REQUEST = 100
"""So many texts count as one request for the rate limit."""

Developer = Annotated[Caller, needs_only(Scope.ANALYSE)]


class Texts(BaseModel):
    """Comments to label. ``duration_s`` of their video sorts out times past its end."""

    model_config = ConfigDict(extra="forbid")

    texts: Annotated[list[PlainText], Field(min_length=1, max_length=MOST_TEXTS)]
    duration_s: Annotated[float, Field(gt=0, le=1e7)] | None = None


class Labels(BaseModel):
    """The labels of one comment. Spans count characters of the text as it was sent."""

    language: str
    sentiment: Sentiment
    sentiment_score: float
    profane: bool | None
    profanity_score: float | None
    profanity_spans: list[Span] | None
    abusive: bool | None
    abuse_score: float | None
    spam: bool | None
    spam_score: float | None
    question: bool | None
    request: bool | None
    timestamps_s: list[float]
    keywords: list[str]


class LabelledTexts(BaseModel):
    """Labels in the order of the texts, and the models that made them."""

    items: list[Labels]
    models: list[ModelUsed]


class FaceView(BaseModel):
    """A face: its box (x, y, w, h in 0..1 of the upright picture) and how good it is, 0 to 1.

    ``embedding`` is of unit length; None where the face is too small, dark, blurred or turned away.
    """

    box: Box
    quality: float
    embedding: list[float] | None

    @classmethod
    def of(cls, face: PhotoFace) -> "FaceView":
        """A face of a photo."""
        return cls(
            box=list(face.box),
            quality=face.quality.overall,
            embedding=None if face.vector is None else face.vector.tolist(),
        )


class FacesView(BaseModel):
    """The faces of a picture, best first. ``embedder`` made the embeddings: those of two never compare."""

    items: list[FaceView]
    embedder: str


@router.post("/comments:analyze", responses=answers(EngineBusy))
def analyze_comments(caller: Developer, request: Request, body: Texts) -> LabelledTexts:
    """Label up to 1,000 texts. Nothing is stored."""
    count_request(request, caller.principal, cost=math.ceil(len(body.texts) / TEXTS_A_REQUEST) - 1)
    done = caller.services.labelling.label(body.texts, duration_s=body.duration_s)
    return LabelledTexts(
        items=[Labels.model_validate(labels) for labels in done.labels],
        models=[ModelUsed(task=task, name=name, version=version) for task, name, version in done.models],
    )


@router.post("/images:faces", responses=answers(FaceAnalysisOff, FaceModelsMissing, PhotoUnreadable, PhotoTooLarge))
def find_faces(caller: Developer, image: UploadFile) -> FacesView:
    """Find the faces of a JPEG, PNG or WebP picture. Nothing is stored."""
    with caller.services.database.session() as session:
        require_faces(session, caller.owner_id)
    picture = caller.services.pictures.harmless(image.file.read())
    reader = caller.services.photo_reader()
    return FacesView(items=[FaceView.of(face) for face in reader.read(picture)], embedder=reader.embedder)
