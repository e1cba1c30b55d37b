import itertools

from hypothesis import given
from hypothesis import strategies as st

from opentube.comments.moments import MAX_SPAN_S, Mention, group_moments


def mention(at_s: float, index: int, author: str | None = None, likes: int = 0) -> Mention:
    return Mention(at_s=at_s, comment_index=index, author=author or f"viewer{index}", likes=likes)


def test_mentions_within_a_few_seconds_are_one_moment() -> None:
    moments = group_moments([mention(62, 0), mention(60, 1), mention(62, 2), mention(300, 3)], 600)
    assert [(m.at_s, m.comments, m.authors) for m in moments] == [(62, 3, 3), (300, 1, 1)]
    assert moments[0].weight == 1
    assert 0 < moments[1].weight < 1


def test_moments_of_a_short_film_are_shorter() -> None:
    mentions = [mention(at_s, index) for index, at_s in enumerate([3, 4, 5, 6, 7])]
    assert [m.comments for m in group_moments(mentions, 600)] == [5]
    assert [(m.at_s, m.comments) for m in group_moments(mentions, 30)] == [(3, 3), (6, 2)]


def test_a_table_of_contents_does_not_dominate() -> None:
    contents = [mention(60.0 * n, 0, "indexer", likes=300) for n in range(20)]
    laughs = [mention(610, n) for n in range(1, 4)]
    moments = group_moments([*contents, *laughs], 3600)
    assert max(moments, key=lambda m: m.weight).at_s == 610


def test_one_author_repeating_a_second_has_one_voice() -> None:
    spam = [mention(100, n, "loud") for n in range(30)]
    two = [mention(200, 40), mention(200, 41)]
    loud, shared = group_moments([*spam, *two], 600)
    assert loud.authors == 1
    assert shared.weight == 1 > loud.weight


def test_likes_raise_the_weight_slowly_and_order_the_comments() -> None:
    moments = group_moments([mention(10, 0, likes=2), mention(11, 1, likes=50), mention(500, 2)], None)
    assert moments[0].comment_indexes == (1, 0)
    assert moments[0].likes == 52
    assert moments[1].weight > 1 / 52


def test_hidden_authors_count_by_comment() -> None:
    hidden = [Mention(at_s=5, comment_index=n, author=None, likes=0) for n in range(3)]
    assert group_moments(hidden, 60)[0].authors == 3


def test_nothing_outside_the_video() -> None:
    assert group_moments([mention(-1, 0), mention(61, 1)], 60) == []
    assert group_moments([], None) == []


def test_the_end_is_the_median_of_the_ranges_people_wrote() -> None:
    ranges = [Mention(10, n, f"v{n}", 0, end_s) for n, end_s in enumerate([15.0, 40.0, 20.0])]
    (moment,) = group_moments([*ranges, mention(12, 9)], None)
    assert moment.end_s == 20
    assert group_moments([mention(10, 0)], None)[0].end_s is None


@given(st.lists(st.tuples(st.floats(0, 1000), st.integers(0, 9), st.integers(0, 99)), max_size=60))
def test_order_of_mentions_does_not_matter(rows: list[tuple[float, int, int]]) -> None:
    mentions = [mention(at_s, index, f"a{author}") for index, (at_s, author, _) in enumerate(rows)]
    moments = group_moments(mentions, None)
    assert group_moments(reversed(mentions), None) == moments
    assert sum(m.comments for m in moments) == len(mentions)
    assert all(0 < m.weight <= 1 for m in moments)
    assert all(b.at_s - a.at_s > 0 for a, b in itertools.pairwise(moments))
    assert all(abs(mentions[i].at_s - m.at_s) <= MAX_SPAN_S for m in moments for i in m.comment_indexes)
