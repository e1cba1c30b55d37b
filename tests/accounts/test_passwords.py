"""Which passwords are accepted, and how they are kept."""

import pytest

from opentube.accounts.passwords import (
    PasswordGuessable,
    PasswordLengthWrong,
    _common,
    hash_password,
    require_good,
    verify_password,
)


@pytest.fixture
def quick_hashes() -> None:
    """Here the real ones are tested."""


@pytest.mark.parametrize(
    "password", ["correct horse battery", "고양이가 세 마리나 있어요", "x7!q" * 64, "mina@example.org"]
)
def test_long_passwords_of_any_characters_are_accepted(password: str) -> None:
    require_good(password, "mina@example.com")


@pytest.mark.parametrize("password", ["", "x7!q0k_p2", "가나다라마바사아자", "x7!q" * 64 + "!"])
def test_a_password_has_ten_to_256_characters(password: str) -> None:
    with pytest.raises(PasswordLengthWrong):
        require_good(password, "mina@example.com")


@pytest.mark.parametrize(
    "password",
    [
        "Password1234",
        "QWERTYUIOP",
        "ｑｗｅｒｔｙｕｉｏｐ",
        "aaaaaaaaaaaa",
        "1212121212",
        "Mina.Kim2000",
        "비밀번호123456",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordGuessable):
        require_good(password, "mina.kim2000@example.com")


def test_the_email_address_is_no_password() -> None:
    with pytest.raises(PasswordGuessable):
        require_good("Mina@Example.com", "mina@example.com")


def test_every_common_password_would_pass_the_other_rules() -> None:
    assert [word for word in _common() if len(word) < 10 or word != word.casefold()] == []


def test_a_password_is_the_same_however_its_characters_are_composed() -> None:
    stored = hash_password("\uac00\uac01\uac04 cafe\u0301 1234")

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert verify_password("\u1100\u1161\uac01\uac04 caf\u00e9 1234", stored) == (True, None)
    assert verify_password("caf\u00e9 1234", stored)[0] is False
    assert verify_password("anything", None)[0] is False
