"""Pictures of strangers, made harmless before anything else sees them."""

import queue
import threading
from contextlib import suppress
from typing import Self

from opentube.errors import UserError
from opentube.media.still import MAX_BYTES, PhotoTooLarge, PhotoUnreadable
from opentube.sources.sandbox.answers import FileBreaksReader, FileOverLimits, Look, Refusal
from opentube.sources.sandbox.cell import Cell
from opentube.sources.sandbox.limits import PICTURES

MOST_LOOKS = 200
"""So often a process is asked before a new one takes its place."""


class PictureCells:
    """Decodes pictures in processes that wait for them, ``most`` at once; whoever comes then waits."""

    def __init__(self, most: int = 2) -> None:
        self._idle: queue.LifoQueue[tuple[Cell, int]] = queue.LifoQueue()
        self._seats = threading.BoundedSemaphore(most)

    def harmless(self, photo: bytes) -> bytes:
        """The picture as a BMP file, upright, its longer side at most 1600 pixels.

        Raises:
            PhotoUnreadable: no JPEG, PNG or WebP that can be decoded within 10 seconds, or more than 64 megapixels.
            PhotoTooLarge: more than 50 MB.
        """
        if len(photo) > MAX_BYTES:
            raise PhotoTooLarge
        with self._seats:
            cell, looks = self._take()
            answer = cell.ask(Look.PICTURE, photo)
            if cell.alive and looks < MOST_LOOKS:
                self._idle.put((cell, looks + 1))
            else:
                cell.close()
        if isinstance(answer, Refusal):
            raise _error(answer)
        return answer.payload

    def _take(self) -> tuple[Cell, int]:
        with suppress(queue.Empty):
            while True:
                cell, looks = self._idle.get_nowait()
                if cell.alive:
                    return cell, looks
                cell.close()
        return Cell(PICTURES), 1

    def close(self) -> None:
        """End the processes that wait."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait()[0].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _error(refusal: Refusal) -> UserError:
    known: tuple[type[UserError], ...] = (FileOverLimits, FileBreaksReader, PhotoTooLarge)
    return next((kind(refusal.message) for kind in known if kind.code == refusal.code), PhotoUnreadable())
