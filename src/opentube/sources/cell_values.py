"""Values as people and tools write them: text, counts, times and flags."""

import math
import re
from datetime import UTC, datetime
from hashlib import sha256

_SURROGATE = re.compile("[\ud800-\udfff]")
_COUNT = re.compile(r"([+-]?[\d,]*\.?\d+)\s*([kKmM천만]?)")
_COUNT_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "천": 1_000, "만": 10_000}
_EPOCH = re.compile(r"\d{1,16}(?:\.\d+)?")
_EPOCH_MS_FROM = 1e11
_DOTTED_DATE = re.compile(r"(\d{4})[./]\s*(\d{1,2})[./]\s*(\d{1,2})\.?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MAX_COUNT = 2**63 - 1
_LONGEST_ID = 200
_LONGEST_CELL = 64
_YES = frozenset({"true", "1", "yes", "y", "t", "예", "네"})


def text_of(value: object) -> str | None:
    """The value as text: None for nothing and for what has no single text."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def without_nul(text: str) -> str:
    """NUL characters become U+FFFD, so that offsets stay."""
    return text.replace("\0", "\ufffd")


def without_surrogates(text: str) -> str:
    """Lone surrogates become U+FFFD each; a pair of them is not joined, as no decoder leaves one."""
    return _SURROGATE.sub("\ufffd", text)


def clean(value: object) -> str | None:
    """A short text such as a name or title, or None when nothing is left of it."""
    text = text_of(value)
    return (without_surrogates(without_nul(text)).strip() or None) if text else None


def identifier(value: object) -> str | None:
    """An id as text; one of more than 200 characters is replaced by its hash."""
    text = clean(value)
    if text is None or len(text) <= _LONGEST_ID:
        return text
    return f"sha256-{sha256(text.encode()).hexdigest()}"


def count_of(value: object) -> int:
    """A count of 0 or more, from a number or from 1234, 1,234, 1.2K, 3천, 1.5만. Nothing counts as 0.

    Raises:
        ValueError: It is something else, is negative, or needs more than 63 bits.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return 0
    match = _COUNT.fullmatch((text_of(value) or "")[:_LONGEST_CELL].strip())
    if match is None:
        raise ValueError(value)
    number = float(match[1].replace(",", "")) * _COUNT_UNITS[match[2].lower()]
    if not 0 <= number <= _MAX_COUNT:
        raise ValueError(value)
    return round(number) if match[2] or "." in match[1] else int(match[1].replace(",", ""))


def time_of(value: object) -> datetime | None:
    """A UTC time from epoch seconds or milliseconds, ISO 8601 (UTC unless it says otherwise) or 2024.5.1 12:30.

    Nothing and 0 are unknown: None.

    Raises:
        ValueError: It is something else, or out of range.
    """
    text = (text_of(value) or "")[:_LONGEST_CELL].strip()
    if text in {"", "0", "0.0"}:
        if value is not None and text_of(value) is None:
            raise ValueError(value)
        return None
    try:
        if _EPOCH.fullmatch(text):
            seconds = float(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds >= _EPOCH_MS_FROM else seconds, UTC)
        if dotted := _DOTTED_DATE.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in dotted.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        parsed = datetime.fromisoformat(text)
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(value) from error


def duration_of(value: object) -> float | None:
    """Seconds above 0, or None."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and value > 0 and math.isfinite(value)
    return float(value) if known else None  # type: ignore[arg-type]  # known says that it is a number


def flag_of(value: object) -> bool:
    """True for true, 1, yes and 예."""
    return value is True or str(value).strip().casefold() in _YES
