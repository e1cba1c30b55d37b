"""Finding people by a photo."""

from typing import Annotated

from fastapi import Query, UploadFile
from pydantic import BaseModel

from opentube.accounts.principal import Scope
from opentube.api.calls import Caller, needs_only
from opentube.api.problems import answers
from opentube.api.routes.engines import FaceView
from opentube.api.routes.persons import FoundView
from opentube.api.routing import Router
from opentube.faces.photo import NoFaceInPhoto, PhotoTooLarge, PhotoUnreadable
from opentube.persons.consent import FaceAnalysisOff
from opentube.persons.find import FaceTooSmall, FaceUnclear, PhotoFaceNotFound, find_photo
from opentube.reports.engines import FaceModelsMissing
from opentube.sources.sandbox.answers import FileBreaksReader, FileOverLimits

router = Router(tags=["persons"])
PICTURE_ERRORS = (PhotoUnreadable, PhotoTooLarge, FileOverLimits, FileBreaksReader, FaceAnalysisOff, FaceModelsMissing)
Finder = Annotated[Caller, needs_only(Scope.READ)]


class FoundByPhotoView(BaseModel):
    """The faces of the photo, best first, and where the one that was chosen is seen, best first."""

    faces: list[FaceView]
    chosen: int
    items: list[FoundView]


@router.post(
    "/persons:find", responses=answers(*PICTURE_ERRORS, NoFaceInPhoto, PhotoFaceNotFound, FaceTooSmall, FaceUnclear)
)
def find_by_photo(
    caller: Finder,
    image: UploadFile,
    face: Annotated[int, Query(ge=1, le=1000, description="Which face of the photo, the best first.")] = 1,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FoundByPhotoView:
    """All videos where somebody of a photo is seen, and when. The photo is not kept."""
    photo = caller.services.pictures.harmless(image.file.read())
    reader = caller.services.photo_reader()
    with caller.services.database.session() as session:
        found = find_photo(session, caller.owner_id, reader, photo, face=face, limit=limit)
    return FoundByPhotoView(
        faces=[FaceView.of(one) for one in found.faces],
        chosen=found.chosen,
        items=[FoundView.of(video) for video in found.videos],
    )
