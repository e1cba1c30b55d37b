import pytest

from opentube.comments.english_terms import english_kind, english_terms, lemma
from opentube.comments.terms import TermKind


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The guitar solo in Adele's concert really made me cry, please subscribe", "guitar solo adele concert cry"),
        ("write to ez_job77 about the rocket", "write rocket"),
        ("He cooked two steaks, then they were running", "cook steak run"),
        ("hahaha lmaooo soooo gooood loool xD", ""),
        ("I Love This Song So Much It Is Perfect", "song perfect"),
        ("WOMEN SINGING", "woman sing"),
    ],
)
def test_words_are_given_in_dictionary_form(text: str, terms: str) -> None:
    assert english_terms(text) == tuple(terms.split())


def test_capitalised_words_in_a_row_are_one_name() -> None:
    assert english_terms("Amazing Gordon Ramsay! I met John Lennon's son.") == (
        "gordon ramsay",
        "meet",
        "john lennon",
        "son",
    )


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("stopped", "stop"),
        ("dying", "die"),
        ("taught", "teach"),
        ("families", "family"),
        ("dishes", "dish"),
        ("houses", "house"),
        ("children", "child"),
        ("bus", "bus"),
        ("boring", "boring"),
    ],
)
def test_lemmas(word: str, base: str) -> None:
    assert lemma(word) == base


def test_kinds_of_english_terms() -> None:
    kinds = [english_kind(term) for term in ("gordon ramsay", "cook", "tasty", "guitar", "cover")]
    assert kinds == [TermKind.NAME, TermKind.VERB, TermKind.ADJECTIVE, TermKind.NOUN, TermKind.NOUN]
