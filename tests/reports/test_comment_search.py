"""Finding comments by words, whatever form they have."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from opentube.accounts.service import local_owner
from opentube.comments.search import written_words
from opentube.reports.comment_list import list_comments
from opentube.reports.comment_query import CommentQuery
from opentube.reports.comment_search import Search, SearchWord, parse_search
from opentube.reports.engines import Engines
from opentube.store.database import Database
from tests.reports.audience import Said
from tests.reports.installation import Installation
from tests.reports.test_comment_list import ids, listed
from tests.reports.test_corrections import comments

SAID = {
    "먹는": "짜장면 먹는 장면 최고",
    "먹고": "라면 먹고 갈래?",
    "사람": "저 사람은 누구예요",
    "사람들": "사람들이 많이 왔네",
    "홍콩": "홍콩반점에서 찍었나요",
    "좋은": "좋은 영상 감사합니다",
    "running": "He keeps running around, Subscribe!",
    "emoji": "ㅋㅋㅋㅋ 😂",
}
FOUND = {
    "먹었어요": {"먹는", "먹고"},
    "먹다": {"먹는", "먹고"},
    "사람들": {"사람", "사람들"},
    "사람": {"사람", "사람들"},
    "홍콩": {"홍콩"},
    "반점": {"홍콩"},
    "홍콩반점": {"홍콩"},
    "홍": {"홍콩"},
    "좋아요": {"좋은"},
    "라면 먹어": {"먹고"},
    "라면 사람": set(),
    "runs": {"running"},
    "SUBSCR": {"running"},
    "ㅋㅋ": {"emoji"},
    "😂": {"emoji"},
    '"먹고 갈래"': {"먹고"},
    '"갈래 먹고"': set(),
    '라면 "먹고 갈': {"먹고"},
}


def test_words_are_found_in_all_their_forms(installation: Installation, tmp_path: Path, engines: Engines) -> None:
    report_id = installation.request(comments(tmp_path, *SAID.values()))
    installation.work_off()
    names = dict(zip(map(str, range(1, len(SAID) + 1)), SAID, strict=True))

    def stems(words: Sequence[str]) -> Sequence[Sequence[str]]:
        return engines.analyzer(lambda: None).stems(words)

    with installation.workshop.database.session() as session:
        for typed, expected in FOUND.items():
            found = ids(session, report_id, CommentQuery(search=parse_search(typed, stems)))
            assert {names[each] for each in found} == expected, typed


def test_without_the_analyser_beginnings_of_words_are_found(database: Database) -> None:
    with database.session() as session:
        report_id = listed(session, [Said(name, text) for name, text in SAID.items()])
        for typed, expected in {
            "사람": ["사람", "사람들"],
            "먹": ["먹는", "먹고"],
            "먹었어요": [],
            "runs": ["running"],
        }.items():
            assert ids(session, report_id, CommentQuery(search=parse_search(typed))) == expected


@pytest.mark.parametrize(
    ("typed", "search"),
    [
        ("", None),
        (" \n ", None),
        ("\0\ud800", None),
        ('""', None),
        ("Big  big BIG", Search((SearchWord("big"),))),
        ("자막", Search((SearchWord("자막", ("자막",)),))),
        ('"a b" c', Search((SearchWord("c"),), ("a b",))),
        ("100%_", Search((SearchWord("100"), SearchWord("_")))),
        ('% "!?"', None),
    ],
)
def test_what_is_typed_is_read(typed: str, search: Search | None) -> None:
    assert parse_search(typed, lambda words: [[word] for word in words]) == search


def test_words_are_read_as_they_are_written() -> None:
    assert written_words("Go go 자막! \u1112\u1161\u11ab\0😂😂 a" + "b" * 99) == [
        "go",
        "자막",
        "한",
        "😂",
        "a" + "b" * 63,
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.one_of(st.text(), st.text(alphabet="'\"\\|&!():*<->% 한a\0\ud800", max_size=40)))
@example('"0\r0')
@example('"아주\n 좋아요"')
@example('"\u1112\u1161\u11ab 글"')
def test_nothing_that_is_typed_breaks_the_search(database: Database, typed: str) -> None:
    with database.session() as session:
        report_id = listed(session, [Said("1", text=typed.replace("\0", "").encode(errors="ignore").decode())])
        search = parse_search(typed, lambda words: [[word, "'\\"] for word in words])
        list_comments(session, local_owner(session), report_id, CommentQuery(search=search))
        plain = parse_search(typed)
        session.flush()
        found = list_comments(session, local_owner(session), report_id, CommentQuery(search=plain))
        assert plain is None or [row.id for row in found.rows] == ["1"]
        session.rollback()
