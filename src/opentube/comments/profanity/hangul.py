"""Hangul letters: taking syllables apart and putting them together, as sounds and as keys of the two-set keyboard."""

from typing import Final

INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: Final = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

_FIRST: Final = 0xAC00
_LAST: Final = 0xD7A3
_ALIKE: Final = ("ㅣㅢㅟ", "ㅐㅔㅒㅖ", "ㅓㅕㅝ", "ㅜㅠ", "ㅗㅛ", "ㅏㅑㅘ")
_SOUND: Final = {vowel: group[0] for group in _ALIKE for vowel in group}
_KEYS: Final = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
_VOWEL_PAIRS: Final = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}


def is_syllable(char: str) -> bool:
    """Whether this is one of the 11,172 precomposed syllables."""
    return _FIRST <= ord(char) <= _LAST


def parts(syllable: str) -> tuple[str, str, str]:
    """Return initial, vowel and final (a space for none) of a syllable."""
    code = ord(syllable) - _FIRST
    return INITIALS[code // 588], VOWELS[code // 28 % 21], FINALS[code % 28]


def syllable(initial: str, vowel: str, final: str = " ") -> str:
    """Return the syllable of three letters."""
    return chr(_FIRST + (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final))


def same_sound(one: str, other: str) -> bool:
    """Whether a drawn-out ``one`` may be written with ``other``: ㅕ … ㅓ, ㅐ … ㅔ."""
    return _SOUND.get(one, one) == _SOUND.get(other, other)


def typed(keys: str) -> tuple[list[str], list[int]]:
    """Return what Latin keys give on the two-set keyboard, one letter each, and the place of each letter's last key.

    Keys that type nothing Hangul must not be there; capitals count only where the keyboard tells them apart.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, key in enumerate(keys):
        letter = _KEYS.get(key) or _KEYS[key.lower()]
        pair = _VOWEL_PAIRS.get(letters[-1] + letter) if letters else None
        if pair:
            letters[-1], places[-1] = pair, place
        else:
            letters.append(letter)
            places.append(place)
    return letters, places
