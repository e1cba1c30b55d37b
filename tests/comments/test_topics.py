import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.comments.topics import MOST_TOPICS, find_topics

GRILL = ["삼겹살", "소스", "불판", "상추"]
DOG = ["강아지", "산책", "간식", "목줄"]
MUSIC = ["guitar", "solo", "chorus", "riff"]
NOISE = ["오래된말", "어떤것", "여러가지"]


def planted(seed: int, size: int = 300) -> list[list[str]]:
    """Comments about three things, with chance words, and many about nothing."""
    chance = random.Random(seed)
    kinds = [*[GRILL] * 3, *[DOG] * 2, MUSIC, *[[]] * 6]
    return [
        chance.sample(kind, min(len(kind), 3)) + chance.sample(NOISE, chance.randint(0, 1))
        for kind in chance.choices(kinds, k=size)
    ]


def test_planted_topics_are_found() -> None:
    model = find_topics(planted(1), [*GRILL, *DOG, *MUSIC])
    assert [set(topic.terms) for topic in model.topics] == [set(GRILL), set(DOG), set(MUSIC)]


def test_fifty_comments_are_enough_for_what_is_said_often() -> None:
    model = find_topics(planted(2, size=50), [*GRILL, *DOG, *MUSIC])
    assert {topic.terms[0] in GRILL for topic in model.topics} == {True, False}


def test_comments_belong_to_the_topic_of_their_terms() -> None:
    model = find_topics(planted(1), [*GRILL, *DOG, *MUSIC])
    assert model.best(["강아지", "산책", "소스"]) == 1
    assert model.best(["오래된말"]) is None
    assert model.best([]) is None


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_comments_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    comments = planted(3)
    shuffled = [chance.sample(terms, len(terms)) for terms in chance.sample(comments, len(comments))]
    assert find_topics(shuffled, [*GRILL, *DOG]) == find_topics(comments, [*GRILL, *DOG])


def test_names_are_one_or_two_terms_and_differ() -> None:
    names = [topic.name for topic in find_topics(planted(1), [*GRILL, *DOG, *MUSIC]).topics]
    assert len(set(names)) == len(names) == 3
    assert all(set(name.split(" · ")) <= {*GRILL, *DOG, *MUSIC} for name in names)


def test_a_name_does_not_say_the_same_twice() -> None:
    comments = [["이상호"]] * 10 + [["상호"]] * 20 + [["강아지", "산책"]] * 10 + [[]] * 60
    assert [topic.name for topic in find_topics(comments, ["상호", "이상호", "강아지", "산책"]).topics] == [
        "상호",
        "강아지 · 산책",
    ]


def test_nothing_is_forced() -> None:
    assert find_topics([], ["강아지"]).topics == ()
    assert find_topics([["강아지"], ["산책"], []], ["강아지", "산책"]).topics == ()
    assert find_topics([["강아지", "산책"]] * 2 + [[]] * 40, ["강아지", "산책"]).topics == ()
    assert find_topics([["강아지"]] * 30, []).topics == ()


def test_a_handful_at_most() -> None:
    comments = [[f"{letter}하나", f"{letter}둘"] for letter in "가나다라마바사아자차카타" for _ in range(10)]
    candidates = sorted({term for terms in comments for term in terms})
    assert len(find_topics(comments, candidates).topics) == MOST_TOPICS


@given(st.lists(st.lists(st.sampled_from([*GRILL, *DOG]), max_size=4), max_size=40))
def test_any_comments_give_topics_with_terms_of_their_own(comments: list[list[str]]) -> None:
    model = find_topics(comments, [*GRILL, *DOG])
    terms = [term for topic in model.topics for term in topic.terms]
    assert len(set(terms)) == len(terms)
    assert {model.best(found) for found in comments} <= {None, *range(len(model.topics))}
