from opentube.comments.keyness import background, keyness, rate_elsewhere


def test_words_that_everybody_uses_everywhere_are_no_news() -> None:
    assert rate_elsewhere("재밌다") > rate_elsewhere("삼겹살")
    assert keyness(20, 100, "삼겹살") > keyness(20, 100, "재밌다")


def test_more_people_tell_more() -> None:
    assert keyness(40, 1000, "삼겹살") > keyness(20, 1000, "삼겹살") > keyness(2, 1000, "삼겹살")


def test_a_share_as_elsewhere_gives_no_keyness() -> None:
    common = max(background("en"), key=lambda term: background("en")[term])
    assert abs(keyness(round(10_000 * background("en")[common]), 10_000, common)) < 2


def test_a_term_of_everybody_and_of_nobody_is_still_a_number() -> None:
    assert keyness(5, 5, "삼겹살") > 0
    assert keyness(0, 0, "삼겹살") == 0


def test_what_the_background_does_not_know_is_rare_but_not_endlessly() -> None:
    assert rate_elsewhere("쀍뗽맨") == 0
    assert keyness(3, 10_000_000, "쀍뗽맨") < 0
