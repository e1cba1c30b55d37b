from opentube.comments.phrases import find_capitalised, find_phrases


def test_words_that_need_each_other_are_a_phrase() -> None:
    texts = ["i came for megan fox", "Megan Fox is great", "megan fox!", "who is megan fox", "a fox ran"]
    assert find_phrases(texts, ["megan", "fox", "great"]) == [("megan", "fox")]


def test_korean_words_may_carry_a_particle_at_the_end() -> None:
    texts = ["홍콩 반점은 별로", "홍콩 반점에서 먹음", "홍콩 반점", "저도 홍콩 반점이요"]
    assert find_phrases(texts, {"홍콩", "반점"}) == [("홍콩", "반점")]


def test_words_that_also_stand_alone_are_none() -> None:
    texts = ["great song"] * 3 + ["song"] * 20 + ["great"] * 20
    assert find_phrases(texts, ["great", "song"]) == []
    assert find_phrases(["홍콩, 반점", "홍콩의 반점", "홍콩. 반점"] * 3, ["홍콩", "반점"]) == []


def test_names_are_written_with_a_capital_inside_a_sentence() -> None:
    texts = [
        "i love Eminem and music",
        "why is Eminem here",
        "eminem",
        "Music is life",
        "THE MUSIC OF EMINEM",
        "my music",
    ]
    assert find_capitalised(texts, ["eminem", "music"]) == {"eminem"}
