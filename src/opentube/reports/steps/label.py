"""Labelling: one batch of comments."""

from dataclasses import asdict
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.profanity import ProfanityDetector
from opentube.reports.listing import list_labelled
from opentube.reports.model_sets import model_set_id
from opentube.reports.options import COMMENT_ANALYSES, ReportOptions, Stage
from opentube.reports.steps.base import Save, Step
from opentube.reports.tables import Label, Report, ReportComment
from opentube.reports.units import NewUnit
from opentube.reports.words import follow_words, own_words
from opentube.reports.work import Work
from opentube.sources.tables import Comment, Video

CHUNK = 100


class LabelStep(Step):
    """Every label of every comment of the batch, with the models that made them."""

    stage: ClassVar = Stage.LABEL
    analyses: ClassVar = COMMENT_ANALYSES
    chain: ClassVar = (Stage.LABEL, Stage.DIGEST)

    def run(self, work: Work) -> Save:
        analyzer = work.workshop.engines.analyzer(work.check)
        with work.workshop.database.session() as session:
            duration_s = session.execute(sa.select(Video.duration_s).where(Video.id == work.video_id)).scalar_one()
            comments = session.execute(_batch(work)).all()
            words = own_words(session, work.owner_id)
        detector = ProfanityDetector(words)
        rows, stems = [], {}
        for start in range(0, len(comments), CHUNK):
            work.check()
            chunk = comments[start : start + CHUNK]
            texts = [comment.text for comment in chunk]
            found = analyzer.label_for_search(texts, duration_s=duration_s, profanity=detector)
            for comment, one in zip(chunk, found, strict=True):
                rows.append({"comment_id": comment.id, **asdict(one.labels)})
                stems[comment.id] = one.stems
            work.progress(len(rows))

        models = analyzer.models

        def save(session: Session) -> None:
            common = {
                "report_id": work.report_id,
                "owner_id": work.owner_id,
                "model_set_id": model_set_id(session, models),
            }
            session.execute(sa.insert(Label), [common | row for row in rows])
            list_labelled(session, work.report_id, {comment.id: comment.text for comment in comments}, stems)

        return save

    def follow(self, session: Session, report: Report, options: ReportOptions) -> list[NewUnit]:  # noqa: ARG002
        follow_words(session, report)
        return [NewUnit(Stage.DIGEST, 0, 1.0)]


def _batch(work: Work) -> sa.Select[int, str]:
    size = work.options.comment_batch
    return (
        sa.select(Comment.id, Comment.text)
        .join(ReportComment, ReportComment.comment_id == Comment.id)
        .where(
            ReportComment.report_id == work.report_id,
            ReportComment.position >= work.ordinal * size,
            ReportComment.position < (work.ordinal + 1) * size,
        )
        .order_by(ReportComment.position)
    )
