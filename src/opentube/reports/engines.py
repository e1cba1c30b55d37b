"""The engines of one worker process: loaded once, when first needed."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, cast

from opentube.errors import OpenTubeError, UserError
from opentube.models.errors import ModelMissing
from opentube.models.folder import ModelFolder
from opentube.settings import Settings

if TYPE_CHECKING:
    from opentube.comments.analyzer import Analyzer
    from opentube.faces.scan import FaceScanner

LOADING_CHECK_S = 0.1


FACE_MODELS = ("yunet", "sface")


class FaceModelsMissing(UserError):
    """Finding people needs model files that are not here. Run `open-tube models pull`, or add --without persons."""

    code = "face_models_missing"


def require_face_models(folder: ModelFolder) -> None:
    """Do nothing if the models that find people are here.

    Raises:
        FaceModelsMissing: they are not.
        ModelCorrupt: one of them is not what the registry names.
    """
    try:
        for name in FACE_MODELS:
            folder.path(name)
    except ModelMissing as error:
        raise FaceModelsMissing from error


class Engines:
    """Loads models in a thread of its own, so that whoever waits for them can still be told to stop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="models")
        self._loading: dict[str, Future[object]] = {}
        self._lock = Lock()

    def analyzer(self, check: Callable[[], None]) -> "Analyzer":
        """The comments engine. ``check`` is called while it loads."""
        return cast("Analyzer", self._get("analyzer", self._load_analyzer, check))

    def scanner(self, check: Callable[[], None]) -> "FaceScanner":
        """The faces engine. ``check`` is called while it loads.

        Raises:
            ModelMissing: ``open-tube models pull`` has not been run.
        """
        return cast("FaceScanner", self._get("scanner", self._load_scanner, check))

    def load_analyzer(self) -> None:
        """Load the comments engine now. It holds the interpreter for seconds, in which no job could be stopped.

        What goes wrong here goes wrong again in the job that needs the engine, and is told there.
        """
        with suppress(OpenTubeError):
            self.analyzer(lambda: None)

    def close(self) -> None:
        """Let go of the loading thread."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _load_analyzer(self) -> object:
        from opentube.comments.analyzer import Analyzer  # noqa: PLC0415 - loads Kiwi, which a face job never needs

        analyzer = Analyzer(threads=self._settings.threads)
        analyzer.label(["준비"])
        return analyzer

    def _load_scanner(self) -> object:
        from opentube.faces.scan import FaceScanner  # noqa: PLC0415 - loads OpenCV, which a comment job never needs

        folder = ModelFolder(self._settings.models_path)
        return FaceScanner(folder.path("yunet"), folder.path("sface"), threads=self._settings.threads)

    def _get(self, name: str, load: Callable[[], object], check: Callable[[], None]) -> object:
        with self._lock:
            future = self._loading.get(name)
            if future is None or (future.done() and future.exception()):
                future = self._loading[name] = self._pool.submit(partial(load))
        while not future.done():
            check()
            time.sleep(LOADING_CHECK_S)
        return future.result()
