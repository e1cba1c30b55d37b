"""The comments of a report as people go through them, against the same thing done in Python."""

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.service import local_owner
from opentube.comments.values import Sentiment
from opentube.reports.comment_list import CommentRow, count_comments, get_comment, list_comments, models_of
from opentube.reports.comment_query import EVERY_COMMENT, CommentQuery, CommentSort
from opentube.reports.comment_search import parse_search
from opentube.reports.corrections import CommentNotFound, correct_labels, undo_corrections
from opentube.reports.listing import follow_source, list_labelled
from opentube.reports.service import ReportNotFound
from opentube.reports.tables import Label, ListedComment
from opentube.reports.words import add_words
from opentube.sources.tables import Comment
from opentube.store.database import Database
from tests.reports.audience import MODELS, Said, add_report
from tests.reports.installation import Installation
from tests.reports.test_corrections import comments


def listed(session: Session, said: Sequence[Said], **more: Any) -> uuid.UUID:
    """A report whose comments are listed, as labelling leaves it."""
    report_id = add_report(session, said, **more)
    texts = dict(
        session.execute(
            sa.select(Comment.id, Comment.text)
            .join(Label, Label.comment_id == Comment.id)
            .where(Label.report_id == report_id)
        ).all()
    )
    list_labelled(session, report_id, texts, dict.fromkeys(texts, ()))
    session.flush()
    return report_id


def ids(session: Session, report_id: uuid.UUID, query: CommentQuery = EVERY_COMMENT) -> list[str]:
    page = list_comments(session, local_owner(session), report_id, query)
    assert count_comments(session, local_owner(session), report_id, query).total == len(page.rows)
    return [row.id for row in page.rows]


def crowd(size: int = 120) -> list[Said]:
    """Comments with many equals in every order."""
    chance = random.Random(6)
    return [
        Said(
            f"c{number}",
            text=chance.choice(["글", "0:30 여기", "1:00 저기"]),
            score=chance.choice([None, 0.0, 0.5, -0.5, 0.9]),
            likes=chance.choice([0, 0, 1, 7, 100]),
            author=chance.choice(["가", "나", None]),
            hours=chance.choice([None, 1.0, 2.5, 40.0]),
            parent=chance.choice([None, None, "c0"]),
            flags=chance.choice([{}, {"spam": True}, {"spam": False, "question": True}, {"profane": True}]),
        )
        for number in range(size)
    ]


ORDERS: dict[CommentSort, Callable[[CommentRow], Any]] = {
    CommentSort.POSITION: lambda row: row.position,
    CommentSort.NEWEST: lambda row: (row.published_at is None, row.published_at and -row.published_at.timestamp()),
    CommentSort.OLDEST: lambda row: (row.published_at is not None, row.published_at),
    CommentSort.LIKES: lambda row: -row.likes,
    CommentSort.MOST_POSITIVE: lambda row: -row.holds.sentiment_score,
    CommentSort.MOST_NEGATIVE: lambda row: row.holds.sentiment_score,
}


@pytest.mark.parametrize("sort", CommentSort)
def test_pages_of_any_order_give_every_comment_once(database: Database, sort: CommentSort) -> None:
    with database.session() as session:
        owner_id, report_id = local_owner(session), listed(session, crowd())
        rows: list[CommentRow] = []
        after = None
        while True:
            page = list_comments(session, owner_id, report_id, CommentQuery(sort=sort), after=after, limit=7)
            rows += page.rows
            if page.next_key is None:
                break
            after = page.next_key
        jumped = list_comments(session, owner_id, report_id, CommentQuery(sort=sort), offset=50, limit=7)

    assert list(jumped.rows) == rows[50:57]
    assert len(rows) == len({row.id for row in rows}) == 120
    assert rows == sorted(sorted(rows, key=lambda row: row.position), key=ORDERS[sort])


FILTERS: list[tuple[CommentQuery, Callable[[CommentRow], bool]]] = [
    (CommentQuery(sentiments=frozenset({Sentiment.NEGATIVE})), lambda row: row.holds.sentiment == "negative"),
    (
        CommentQuery(sentiments=frozenset({Sentiment.POSITIVE, Sentiment.UNKNOWN}), sort=CommentSort.LIKES),
        lambda row: row.holds.sentiment in {"positive", "unknown"},
    ),
    (CommentQuery(spam=True), lambda row: row.holds.spam is True),
    (CommentQuery(spam=False), lambda row: row.holds.spam is not True),
    (CommentQuery(profane=True), lambda row: row.holds.profane is True),
    (CommentQuery(question=True, spam=False), lambda row: row.holds.question is True),
    (CommentQuery(author="id-가"), lambda row: row.author == "가"),
    (CommentQuery(replies=True), lambda row: row.parent is not None),
    (CommentQuery(replies=False), lambda row: row.parent is None),
    (CommentQuery(parent="c0"), lambda row: row.parent == "c0"),
    (CommentQuery(moment_s=31.0), lambda row: 30.0 in row.timestamps_s),
    (CommentQuery(moment_s=60.0, window_s=0.0), lambda row: 60.0 in row.timestamps_s),
    (CommentQuery(ids=frozenset({"c3", "c5", "none"})), lambda row: row.id in {"c3", "c5"}),
    (CommentQuery(languages=frozenset({"ko", "en"})), lambda _: True),
    (CommentQuery(languages=frozenset({"en"})), lambda _: False),
    (CommentQuery(corrected=True), lambda _: False),
    (CommentQuery(author="nul\0", parent="\ud800", terms=frozenset({"\0", "'"})), lambda _: False),
]


def test_filters_find_what_holds_and_count_it(database: Database) -> None:
    with database.session() as session:
        owner_id, report_id = local_owner(session), listed(session, crowd())
        everything = list_comments(session, owner_id, report_id, limit=200).rows
        for query, holds in FILTERS:
            found = list_comments(session, owner_id, report_id, query, limit=200).rows
            counts = count_comments(session, owner_id, report_id, query)

            assert {row.id for row in found} == {row.id for row in everything if holds(row)}, query
            assert counts.total == len(found)
            assert counts.sentiment.negative == sum(row.holds.sentiment == "negative" for row in found)
            assert counts.flags.spam in {None, sum(row.holds.spam is True for row in found)}


def test_a_correction_moves_a_comment_at_once_and_the_machines_word_stays_beside_it(database: Database) -> None:
    with database.session() as session:
        owner_id = local_owner(session)
        report_id = listed(session, [Said("1", score=0.4), Said("2", score=0.8), Said("3", score=-0.2)])
        correct_labels(session, owner_id, report_id, "1", {"sentiment": "negative", "spam": True})

        row = get_comment(session, owner_id, report_id, "1")
        negative = CommentQuery(sentiments=frozenset({Sentiment.NEGATIVE}), sort=CommentSort.MOST_NEGATIVE)

        assert (row.holds.sentiment, row.holds.sentiment_score, row.holds.spam) == ("negative", -1.0, True)
        assert (row.machine.sentiment, row.machine.sentiment_score, row.machine.spam) == ("positive", 0.4, None)
        assert row.corrected == ("sentiment", "spam")
        assert ids(session, report_id, negative) == ["1", "3"]
        assert ids(session, report_id, CommentQuery(corrected=True)) == ["1"]

        undo_corrections(session, owner_id, report_id, "1")
        assert ids(session, report_id, negative) == ["3"]
        assert get_comment(session, owner_id, report_id, "1").corrected == ()


def test_a_page_stays_right_while_comments_come(database: Database) -> None:
    with database.session() as session:
        owner_id, report_id = local_owner(session), listed(session, [Said(str(n), likes=n) for n in range(6)])
        query = CommentQuery(sort=CommentSort.LIKES)
        first = list_comments(session, owner_id, report_id, query, limit=3)
        session.execute(sa.update(Comment).where(Comment.external_id == "0").values(likes=99))
        follow_source(session, session.scalars(sa.select(Comment.video_id).limit(1)).one())

        rest = list_comments(session, owner_id, report_id, query, after=first.next_key, limit=3)

        assert [row.id for row in first.rows] == ["5", "4", "3"]
        assert [row.id for row in rest.rows] == ["2", "1"]
        assert ids(session, report_id, query)[0] == "0"


def test_databases_of_earlier_versions_are_listed_alike(database: Database) -> None:
    migration = import_module("opentube.store.migrations.versions.0008_search_in_comments")
    everything = sa.select(*(c for c in ListedComment.__table__.c if c.name != "search")).order_by("position")
    with database.session() as session:
        report_id = listed(session, crowd())
        for number, sentiment in enumerate(Sentiment):
            right = {"sentiment": sentiment.value, "spam": number == 1, "language": "ja"}
            correct_labels(session, local_owner(session), report_id, f"c{number}", right)
        here = session.execute(everything).all()
        session.execute(sa.delete(ListedComment))

        session.execute(sa.text(migration.FILL))

        assert session.execute(everything).all() == here
        assert ids(session, report_id, CommentQuery(search=parse_search("저기"), spam=True))


def test_a_row_tells_the_models_behind_it(database: Database) -> None:
    with database.session() as session:
        page = list_comments(session, local_owner(session), listed(session, [Said("1")]))
        assert list(models_of(session, page.rows).values()) == [list(MODELS)]


def test_comments_of_others_are_not_there(database: Database) -> None:
    with database.session() as session:
        report_id = listed(session, [Said("1")])
        for ask in (list_comments, count_comments):
            with pytest.raises(ReportNotFound):
                ask(session, uuid.uuid4(), report_id)
        with pytest.raises(ReportNotFound):
            get_comment(session, uuid.uuid4(), report_id, "1")
        for missing in ("2", "", "\0", "\ud800"):
            with pytest.raises(CommentNotFound):
                get_comment(session, local_owner(session), report_id, missing)


def test_keywords_and_words_of_the_owner_are_followed(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments(tmp_path, "떡볶이 맛있다 최고", "고구마 떡볶이", "고구마 좋다"))
    installation.work_off()
    with installation.workshop.database.session() as session:
        assert ids(session, report_id, CommentQuery(terms=frozenset({"떡볶이"}))) == ["1", "2"]
        assert ids(session, report_id, CommentQuery(terms=frozenset({"맛있", "고구마"}))) == ["1", "2", "3"]
        assert ids(session, report_id, CommentQuery(profane=True)) == []
        add_words(session, installation.owner_id, hide=["고구마"])
    installation.work_off()

    with installation.workshop.database.session() as session:
        profane = list_comments(session, installation.owner_id, report_id, CommentQuery(profane=True)).rows
        assert [(row.id, row.profanity_spans) for row in profane] == [("2", ((0, 3),)), ("3", ((0, 3),))]
        kept = replace(CommentQuery(), terms=frozenset({"고구마"}))
        assert ids(session, report_id, kept) == ["2", "3"]
        assert session.scalar(sa.select(sa.func.count()).select_from(ListedComment)) == 3
