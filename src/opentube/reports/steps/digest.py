"""Summing labels up: comments, keywords, topics, moments."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.morphology import KoreanTerms
from opentube.models.values import ModelRef
from opentube.reports.change import change_since_last
from opentube.reports.digest import digest_comments
from opentube.reports.document import AnalysisKind
from opentube.reports.keywords import digest_keywords
from opentube.reports.model_sets import read_models
from opentube.reports.moments import digest_moments
from opentube.reports.options import COMMENT_ANALYSES, Stage
from opentube.reports.results import store_result
from opentube.reports.steps.base import Save, Step
from opentube.reports.tables import Label
from opentube.reports.terms import rank_terms
from opentube.reports.topics import digest_topics
from opentube.reports.work import Work
from opentube.sources.tables import Video


class DigestStep(Step):
    """What all comments of the report say together."""

    stage: ClassVar = Stage.DIGEST
    analyses: ClassVar = COMMENT_ANALYSES
    chain: ClassVar = (Stage.DIGEST,)

    def run(self, work: Work) -> Save:
        work.workshop.engines.analyzer(work.check)
        korean = KoreanTerms(threads=work.workshop.settings.threads)
        with work.workshop.database.session() as session:
            duration_s = session.execute(sa.select(Video.duration_s).where(Video.id == work.video_id)).scalar_one()
            models = _models(session, work)
            comments = digest_comments(session, work.report_id, work.check)
            work.check()
            terms = rank_terms(session, work.report_id, korean, work.check)
            keywords = digest_keywords(session, work.report_id, terms.keywords)
            topics = digest_topics(session, work.report_id, terms.subjects, work.check)
            change = change_since_last(session, work.report_id, comments, keywords)
            comments = comments.model_copy(update={"change": change})
            work.check()
            moments = digest_moments(session, work.report_id, duration_s, work.check)

        def save(session: Session) -> None:
            found = {
                AnalysisKind.COMMENTS: comments.model_dump(mode="json"),
                AnalysisKind.KEYWORDS: {
                    "keywords": [part.model_dump(mode="json") for part in keywords],
                    "topics": [part.model_dump(mode="json") for part in topics],
                },
                AnalysisKind.MOMENTS: {"moments": [part.model_dump(mode="json") for part in moments]},
            }
            for kind, result in found.items():
                store_result(session, work.report_id, kind, result, models)

        return save


def _models(session: Session, work: Work) -> list[ModelRef]:
    used = sa.select(Label.model_set_id).where(Label.report_id == work.report_id).distinct()
    return read_models(session, used)
