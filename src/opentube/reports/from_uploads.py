"""From uploads to a report."""

import uuid

from sqlalchemy.orm import Session

from opentube.models.folder import ModelFolder
from opentube.persons.consent import allows_faces
from opentube.reports.document import AnalysisKind, Notice
from opentube.reports.engines import require_face_models
from opentube.reports.options import ReportOptions
from opentube.reports.service import request_report
from opentube.reports.tables import Report
from opentube.sources.uploads.using import use_uploads


def request_report_from_uploads(
    session: Session,
    owner_id: uuid.UUID,
    options: ReportOptions,
    *,
    media: uuid.UUID | None = None,
    comments: uuid.UUID | None = None,
    title: str | None = None,
    models: ModelFolder,
) -> Report:
    """Ask for a report of an uploaded video, of uploaded comments, or of both. In the same transaction they become used.

    Raises:
        UploadNotFound: no upload of this owner has the id.
        UploadNotReady, UploadRefused, UploadUsed, UploadOfOtherKind: an upload cannot be used for that.
        NothingToAnalyse: nothing that was asked for can be done with what was uploaded.
        FaceModelsMissing: people shall be found, and the models for it are not here.
        FaceAnalysisOff: only people were asked for, and the owner switched them off.
    """
    used = use_uploads(session, owner_id, media=media, comments=comments, title=title)
    if used.media and AnalysisKind.PERSONS in options.analyses and allows_faces(session, owner_id):
        require_face_models(models)
    if used.comments:
        notices = tuple(Notice(code=n.code, message=n.message, count=n.count) for n in used.comments.notices)
        options = options.model_copy(update={"comments_key": used.comments.key, "notices": notices})
    return request_report(session, owner_id, used.record, options, media=used.media)
