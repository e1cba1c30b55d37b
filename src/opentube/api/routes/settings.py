"""What an owner decides for the workspace: whether faces are looked for, and for how long vectors are kept."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from opentube.api.calls import Admin, Reader
from opentube.api.routing import Router
from opentube.persons.consent import allows_faces, switch_faces
from opentube.persons.retention import keep_vectors, vectors_kept_days

router = Router(tags=["settings"])
MOST_DAYS = 36_500


class SettingsView(BaseModel):
    """Settings of the workspace."""

    face_analysis: bool = Field(description="Whether people may be looked for in videos at all.")
    vectors_expire_days: int | None = Field(
        description="After so many days face vectors are forgotten; None keeps them."
    )


class SettingsChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    face_analysis: StrictBool | None = None
    vectors_expire_days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None


@router.get("/settings")
def get_settings(call: Reader) -> SettingsView:
    """The settings of the workspace."""
    return SettingsView(
        face_analysis=allows_faces(call.session, call.owner_id),
        vectors_expire_days=vectors_kept_days(call.session, call.owner_id),
    )


@router.patch("/settings")
def change_settings(call: Admin, body: SettingsChange) -> SettingsView:
    """Change settings. ``vectors_expire_days: null`` keeps vectors for good."""
    if body.face_analysis is not None:
        switch_faces(call.session, call.owner_id, on=body.face_analysis)
    if "vectors_expire_days" in body.model_fields_set:
        keep_vectors(call.session, call.owner_id, body.vectors_expire_days)
    return get_settings(call)
