"""Media files of videos: read to their end before anything is promised, then stored."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from opentube.media.probe import MediaInfo, probe
from opentube.sources.tables import Video
from opentube.store.blobs import BlobKey, Blobs


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A media file in the blob store."""

    key: BlobKey
    info: MediaInfo


def store_media(path: Path, blobs: Blobs, *, check: Callable[[], None] = lambda: None) -> StoredMedia:
    """Probe a file and store it.

    Raises:
        UserError: it is not a video that can be read to its end; nothing is stored.
    """
    info = probe(path)
    return StoredMedia(blobs.put_file(path, check=check), info)


def attach_media(session: Session, video: Video, media: StoredMedia) -> None:
    """Make a stored file the media of a video."""
    video.media_key = media.key
    video.duration_s, video.width, video.height = media.info.duration_s, media.info.width, media.info.height
    video.frame_rate, video.has_audio = media.info.frame_rate, media.info.has_audio
    session.flush()
