"""Putting a report's results together as one document."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube import __version__
from opentube.persons.tables import Appearance as AppearanceRow
from opentube.persons.tables import Person, Shot, Track
from opentube.reports.document import (
    AnalysisKind,
    AnalysisState,
    Appearance,
    CommentsPart,
    ContactSheetPart,
    KeywordPart,
    ModelUsed,
    MomentPart,
    Notice,
    PersonPart,
    PersonsPart,
    ReportDocument,
    ReportStatus,
    ShotPart,
    TopicPart,
    VideoPart,
)
from opentube.reports.model_sets import read_models
from opentube.reports.summary import summarise
from opentube.reports.tables import Analysis, Report
from opentube.sources.tables import Video


def build_document(session: Session, report: Report) -> ReportDocument:
    """The report as it stands, with the names of its pictures in the blob store."""
    video = session.get_one(Video, report.video_id)
    rows = session.scalars(sa.select(Analysis).where(Analysis.report_id == report.id).order_by(Analysis.kind)).all()
    results = {row.kind: row.result for row in rows if row.status == ReportStatus.DONE and row.result is not None}
    comments = results.get(AnalysisKind.COMMENTS)
    keywords = results.get(AnalysisKind.KEYWORDS)
    moments = results.get(AnalysisKind.MOMENTS)
    sheet = results.get(AnalysisKind.CONTACT_SHEET)
    document = ReportDocument(
        opentube_version=__version__,
        id=str(report.id),
        status=ReportStatus(report.status),
        requested_at=report.requested_at,
        finished_at=report.finished_at,
        video=_video_part(video),
        models=_models(session, rows),
        analyses=[
            AnalysisState(
                kind=AnalysisKind(row.kind),
                status=ReportStatus(row.status),
                error_code=row.error_code,
                error_message=row.error_message,
            )
            for row in rows
        ],
        notices=[Notice.model_validate(notice) for notice in report.notices],
        comments=CommentsPart.model_validate(comments) if comments else None,
        keywords=[KeywordPart.model_validate(part) for part in keywords["keywords"]] if keywords else None,
        topics=[TopicPart.model_validate(part) for part in keywords.get("topics", [])] if keywords else None,
        moments=[MomentPart.model_validate(part) for part in moments["moments"]] if moments else None,
        persons=persons_part(session, report.id) if AnalysisKind.PERSONS in results else None,
        contact_sheet=ContactSheetPart.model_validate(sheet) if sheet else None,
    )
    return document.model_copy(update={"summary": summarise(document)})


def picture_names(document: ReportDocument) -> list[str]:
    """The pictures that a document names."""
    covers = [person.cover for person in document.persons.persons if person.cover] if document.persons else []
    return covers + ([document.contact_sheet.picture] if document.contact_sheet else [])


def _video_part(video: Video) -> VideoPart:
    return VideoPart(
        source=video.source,
        external_id=video.external_id,
        title=video.title,
        url=video.url,
        channel=video.channel,
        published_at=video.published_at,
        duration_s=video.duration_s,
        width=video.width,
        height=video.height,
        frame_rate=video.frame_rate,
        has_media=video.media_key is not None,
        has_audio=video.has_audio,
    )


def _models(session: Session, analyses: Sequence[Analysis]) -> list[ModelUsed]:
    ids = {row.model_set_id for row in analyses if row.model_set_id}
    return [ModelUsed(task=model.task, name=model.name, version=model.version) for model in read_models(session, ids)]


def persons_part(session: Session, report_id: uuid.UUID) -> PersonsPart:
    """Who is in the video, those left out whom the owner ignores or has put into the bin."""
    tracks = dict(
        session.execute(
            sa.select(Track.person_id, sa.func.count())
            .where(Track.report_id == report_id, ~Track.hidden)
            .group_by(Track.person_id)
        ).all()
    )
    appearances: dict[uuid.UUID, list[Appearance]] = {}
    for row in session.scalars(
        sa.select(AppearanceRow).where(AppearanceRow.report_id == report_id).order_by(AppearanceRow.start_s)
    ):
        appearances.setdefault(row.person_id, []).append(Appearance(start_s=row.start_s, end_s=row.end_s))
    shown = sa.select(Person).where(Person.id.in_(appearances), ~Person.ignored, Person.deleted_at.is_(None))
    persons = [
        PersonPart(
            id=str(person.id),
            name=person.name,
            cover=person.cover_key,
            screen_time_s=sum(seen.end_s - seen.start_s for seen in appearances[person.id]),
            tracks=tracks.get(person.id, 0),
            appearances=appearances[person.id],
        )
        for person in session.scalars(shown)
    ]
    shots = session.execute(
        sa.select(Shot.start_s, Shot.end_s).where(Shot.report_id == report_id).order_by(Shot.ordinal)
    )
    unsure = tracks.get(None, 0)
    return PersonsPart(
        persons=sorted(persons, key=lambda person: (-person.screen_time_s, person.appearances[0].start_s)),
        shots=[ShotPart(start_s=start_s, end_s=end_s) for start_s, end_s in shots],
        tracks=sum(person.tracks for person in persons) + unsure,
        unsure_tracks=unsure,
    )
