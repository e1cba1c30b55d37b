from collections.abc import Iterator
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from opentube.comments import rank_keywords

TERMS = st.lists(st.lists(st.sampled_from(["삼겹살", "소스", "김치찌개", "guitar", "먹다"]), max_size=4), max_size=30)


def test_terms_are_counted_once_a_comment() -> None:
    ranked = rank_keywords([("밥", "국"), ("국",), (), ("밥", "국", "국"), ("물",)])
    assert {k.term: (k.count, k.comment_indexes) for k in ranked} == {"국": (3, (0, 1, 3)), "밥": (2, (0, 3))}


def test_ranking_is_by_keyness_and_not_by_count() -> None:
    comments = [("영화", "홍합")] * 30 + [("영화",)] * 10 + [()] * 60
    assert rank_keywords(comments)[0].term == "홍합"


def test_one_author_who_repeats_a_word_makes_no_keyword() -> None:
    comments = [("홍합",)] * 50 + [("삼겹살",)] * 3
    authors = ["one"] * 50 + ["two", "three", "four"]
    assert [(k.term, k.count, k.authors) for k in rank_keywords(comments, authors=authors)] == [("삼겹살", 3, 3)]


def test_ranking_is_stable_and_limited() -> None:
    def terms() -> Iterator[tuple[str, ...]]:
        yield ("홍합", "가리비", "대하")
        yield ("대하", "홍합", "가리비")

    assert [k.term for k in rank_keywords(terms(), limit=2)] == ["가리비", "대하"]


@given(TERMS, st.randoms(use_true_random=False))
def test_order_of_comments_changes_nothing(comments: list[list[str]], random: Random) -> None:
    shuffled = random.sample(comments, len(comments))
    assert [(k.term, k.count, k.keyness) for k in rank_keywords(comments)] == [
        (k.term, k.count, k.keyness) for k in rank_keywords(shuffled)
    ]
