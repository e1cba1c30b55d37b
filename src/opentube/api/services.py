"""What the routes of one process share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from opentube.faces.photo import PhotoReader
from opentube.models.folder import ModelFolder
from opentube.reports.engines import require_face_models
from opentube.reports.labelling import LabellingProcess
from opentube.settings import Settings
from opentube.sources.sandbox.pictures import PictureCells
from opentube.store.blobs import Blobs
from opentube.store.database import Database

STEMS_WITHIN_S = 0.3


@dataclass
class Services:
    """Settings, database and files of this installation."""

    settings: Settings
    database: Database
    blobs: Blobs
    labelling: LabellingProcess = field(default_factory=LabellingProcess)
    pictures: PictureCells = field(default_factory=PictureCells)
    _asked_for_stems: bool = False
    _loading: Lock = field(default_factory=Lock)

    def stems(self, words: Sequence[str]) -> list[tuple[str, ...]] | None:
        """The stems of Korean words; None for the first seconds, while what finds them is loaded."""
        if not self._asked_for_stems:
            self._asked_for_stems = True
            self.labelling.preload()
        return self.labelling.stems(words, patience_s=STEMS_WITHIN_S)

    def photo_reader(self) -> PhotoReader:
        """What finds and describes faces in pictures; loaded when first needed.

        Raises:
            FaceModelsMissing: the models are not here.
        """
        with self._loading:
            return self._photo_reader

    @cached_property
    def _photo_reader(self) -> PhotoReader:
        folder = ModelFolder(self.settings.models_path)
        require_face_models(folder)
        return PhotoReader(folder.path("yunet"), folder.path("sface"))

    def close(self) -> None:
        """End the processes that belong to this one."""
        if isinstance(self.labelling, LabellingProcess):  # and no stand-in for one that others use too
            self.labelling.close()
        self.pictures.close()
