"""What was used, and the models that this installation has."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from opentube import __version__
from opentube.api.calls import Reader
from opentube.api.routing import Router
from opentube.models.folder import ModelFolder, ModelStatus
from opentube.models.registry import REGISTRY
from opentube.reports.usage import read_usage

router = Router(tags=["settings"])


class MonthView(BaseModel):
    """One month in UTC: reports asked for, comments labelled, seconds of film looked through."""

    model_config = ConfigDict(from_attributes=True)

    month: datetime
    reports: int
    comments: int
    video_s: float


class UsageView(BaseModel):
    """The newest 24 months with reports, newest first, and the bytes of uploaded and of exported files."""

    model_config = ConfigDict(from_attributes=True)

    months: list[MonthView]
    stored_bytes: int


class ModelView(BaseModel):
    """A model, and whether its file is here and right."""

    name: str
    version: str
    task: str
    licence: str
    size_bytes: int
    status: ModelStatus


class Installation(BaseModel):
    """What this server is made of."""

    version: str
    models: list[ModelView]


@router.get("/usage")
def get_usage(call: Reader) -> UsageView:
    """What the reports of the workspace were made of, month by month."""
    return UsageView.model_validate(read_usage(call.session, call.owner_id))


@router.get("/installation")
def get_installation(call: Reader) -> Installation:
    """The version, and the models with their licences."""
    folder = ModelFolder(call.services.settings.models_path)
    return Installation(
        version=__version__,
        models=[
            ModelView(
                name=entry.name,
                version=entry.version,
                task=entry.task,
                licence=entry.licence,
                size_bytes=entry.size_bytes,
                status=folder.status(entry.name),
            )
            for entry in REGISTRY.values()
        ],
    )
