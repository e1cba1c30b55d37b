"""From what a person names to a report: a YouTube address, a file, a folder."""

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.media.probe import probe
from opentube.models.folder import ModelFolder
from opentube.persons.consent import allows_faces
from opentube.reports.document import AnalysisKind, Notice
from opentube.reports.engines import require_face_models
from opentube.reports.options import ReportOptions
from opentube.reports.service import request_report
from opentube.reports.tables import Report
from opentube.sources.comment_files import open_comments
from opentube.sources.folder import describe, find_bundle
from opentube.sources.intake import store_comment_file
from opentube.sources.media import StoredMedia
from opentube.sources.values import SourceKind, VideoRecord
from opentube.sources.youtube_address import parse_youtube_address
from opentube.store.blobs import Blobs
from opentube.store.database import Database


class InputNotFound(UserError):
    """There is no such file or folder, and it is not an address of YouTube."""

    code = "input_not_found"


def request_report_for(
    database: Database,
    blobs: Blobs,
    owner_id: uuid.UUID,
    named: str,
    options: ReportOptions,
    *,
    report_id: uuid.UUID | None = None,
    models: ModelFolder,
    comments: Path | None = None,
    columns: Mapping[str, str] | None = None,
    check: Callable[[], None] = lambda: None,
) -> uuid.UUID:
    """Ask for a report of ``named``. Files are read to their end first, so that a bad one leaves nothing behind.

    Raises:
        UserError: the input cannot be used; the sentence says why. No row was written.
    """
    with database.session() as session:
        faces = AnalysisKind.PERSONS in options.analyses and allows_faces(session, owner_id)
    if not Path(named).exists():
        if "://" not in named and "youtu" not in named.lower():
            message = f"{named} is neither a file or folder here nor an address of YouTube."
            raise InputNotFound(message)
        with database.session() as session:
            return request_report_of(session, owner_id, named, options, report_id=report_id, models=models).id
    bundle = find_bundle(Path(named), comments)
    if bundle.media and faces:
        require_face_models(models)
    record = describe(bundle)
    info = probe(bundle.media) if bundle.media else None
    if bundle.comments:
        stored = store_comment_file(open_comments(bundle.comments, columns=columns), blobs, check=check)
        notices = tuple(Notice(code=n.code, message=n.message, count=n.count) for n in stored.notices)
        options = options.model_copy(update={"comments_key": stored.key, "notices": notices})
    media = StoredMedia(blobs.put_file(bundle.media, check=check), info) if bundle.media and info else None
    with database.session() as session:
        return request_report(session, owner_id, record, options, media=media, report_id=report_id).id


def request_report_of(
    session: Session,
    owner_id: uuid.UUID,
    address: str,
    options: ReportOptions,
    *,
    report_id: uuid.UUID | None = None,
    models: ModelFolder,
) -> Report:
    """Ask for a report of a video on YouTube.

    Raises:
        NotYoutube: ``address`` names no video there.
        FaceModelsMissing: people shall be found, and the models for it are not here.
        FaceAnalysisOff: only people were asked for, and the owner switched them off.
    """
    record = _youtube_record(address)
    if AnalysisKind.PERSONS in options.analyses and allows_faces(session, owner_id):
        require_face_models(models)
    return request_report(session, owner_id, record, options, report_id=report_id)


def _youtube_record(named: str) -> VideoRecord:
    address = parse_youtube_address(named)
    return VideoRecord(source=SourceKind.YT_DLP, external_id=address.video_id, title=address.video_id, url=address.url)
