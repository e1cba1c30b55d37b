"""Uploads become the files of a report."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from opentube.media.probe import MediaInfo
from opentube.sources.comment_formats import uncompressed_name
from opentube.sources.file_notices import FileNotice, NoticeCode
from opentube.sources.intake import StoredComments
from opentube.sources.media import StoredMedia
from opentube.sources.uploads.errors import UploadNotReady, UploadOfOtherKind, UploadRefused, UploadUsed
from opentube.sources.uploads.queries import get_upload
from opentube.sources.uploads.tables import Upload, UploadStatus
from opentube.sources.values import SourceKind, VideoRecord
from opentube.store.blobs import BlobKey


class UploadKind(StrEnum):
    """What an upload holds."""

    MEDIA = "media"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class UsedUploads:
    """The files of one report, and the video that they are of. ``media`` or ``comments`` is set."""

    record: VideoRecord
    media: StoredMedia | None
    comments: StoredComments | None


def use_uploads(
    session: Session, owner_id: uuid.UUID, *, media: uuid.UUID | None, comments: uuid.UUID | None, title: str | None
) -> UsedUploads:
    """Take uploads for a report; nobody else can take them once the transaction ends.

    The video is the one that an info.json among them describes, else one named after the file. ``title`` wins over both.

    Raises:
        UploadNotFound: no upload of this owner has the id.
        UploadNotReady, UploadRefused, UploadUsed, UploadOfOtherKind: as they say.
    """
    film = _take(session, owner_id, media, UploadKind.MEDIA) if media else None
    said = _take(session, owner_id, comments, UploadKind.COMMENTS) if comments else None
    named = film or said
    if named is None:
        raise UploadOfOtherKind
    stored_media = StoredMedia(BlobKey(film.blob_key or ""), MediaInfo(**film.found["media"])) if film else None
    return UsedUploads(_record(named, said, title), stored_media, _comments(said) if said else None)


def _take(session: Session, owner_id: uuid.UUID, upload_id: uuid.UUID, kind: UploadKind) -> Upload:
    upload = get_upload(session, owner_id, upload_id, lock=True)
    match upload.status:
        case UploadStatus.RECEIVING:
            raise UploadNotReady
        case UploadStatus.REFUSED:
            raise UploadRefused(upload.error_message)
        case UploadStatus.USED:
            raise UploadUsed
    if kind not in upload.found:
        raise UploadOfOtherKind
    upload.status = UploadStatus.USED
    return upload


def _comments(upload: Upload) -> StoredComments:
    found = upload.found["comments"]
    notices = tuple(FileNotice(NoticeCode(n["code"]), n["message"], n["count"]) for n in found["notices"])
    return StoredComments(BlobKey(upload.blob_key or ""), found["count"], notices)


def _record(named: Upload, said: Upload | None, title: str | None) -> VideoRecord:
    described: dict[str, Any] | None = said.found["comments"]["video"] if said else None
    if described is None:
        return VideoRecord(
            source=SourceKind.FILE,
            external_id=f"sha256-{named.found['digest']}",
            title=title or Path(uncompressed_name(named.name)).stem or named.name,
        )
    published_at = described["published_at"] and datetime.fromisoformat(described["published_at"])
    values = described | {"source": SourceKind.FILE, "published_at": published_at}
    return VideoRecord(**values | ({"title": title} if title else {}))
