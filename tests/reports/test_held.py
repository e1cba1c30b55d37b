"""What is to be looked at over all videos of a workspace."""

from sqlalchemy.orm import Session

from opentube.accounts.service import local_owner
from opentube.reports.corrections import correct_labels
from opentube.reports.deletion import bin_report
from opentube.reports.held import HeldFlag, HeldPage, list_held
from opentube.store.database import Database
from tests.reports.audience import Said
from tests.reports.test_comment_list import listed


def held(session: Session, *flags: HeldFlag) -> list[tuple[str, str]]:
    return [(row.title, row.comment.id) for row in list_held(session, local_owner(session), flags).rows]


def test_flagged_comments_of_all_videos_come_newest_first(database: Database) -> None:
    with database.session() as session:
        listed(session, [Said("old", hours=1, flags={"spam": True}), Said("fine", hours=9)], video="a")
        listed(session, [Said("new", hours=3, flags={"profane": True}), Said("mid", hours=2, flags={"abusive": True})])

        assert held(session) == [("video", "new"), ("video", "mid"), ("a", "old")]
        assert held(session, HeldFlag.SPAM, HeldFlag.ABUSIVE) == [("video", "mid"), ("a", "old")]


def test_each_comment_counts_once_as_the_newest_report_has_it(database: Database) -> None:
    with database.session() as session:
        listed(session, [Said("c", flags={"spam": True})], day=1)
        newer = listed(session, [Said("c", flags={"spam": True})], day=2)

        found = list_held(session, local_owner(session)).rows

        assert [row.report_id for row in found] == [newer]


def test_what_was_put_right_or_lies_in_the_bin_is_gone(database: Database) -> None:
    with database.session() as session:
        owner_id = local_owner(session)
        first = listed(session, [Said("wrong", flags={"spam": True}), Said("missed")], video="a")
        binned = listed(session, [Said("c", flags={"spam": True})], video="b")
        correct_labels(session, owner_id, first, "wrong", {"spam": False})
        correct_labels(session, owner_id, first, "missed", {"abusive": True})
        bin_report(session, owner_id, binned)

        assert held(session) == [("a", "missed")]


def test_pages_join_without_gaps_or_repeats(database: Database) -> None:
    with database.session() as session:
        said = [Said(f"c{number}", hours=number // 3, flags={"spam": True}) for number in range(20)]
        listed(session, said)
        owner_id = local_owner(session)
        page = HeldPage((), (float("inf"), 0))
        seen = []
        while page.next_key is not None:
            page = list_held(session, owner_id, after=page.next_key, limit=7)
            seen += [row.comment.id for row in page.rows]

        assert sorted(seen) == sorted(one.id for one in said)
