"""Numbers and times as the page writes them."""

from datetime import UTC, datetime

from opentube.reports.document import SentimentCounts
from opentube.reports.page.strings import Phrase, say

SENTIMENTS = ("positive", "neutral", "negative", "unknown")
MILD = 0.15
"""Mean scores nearer to zero than this are drawn as neutral."""


def duration(seconds: float) -> Phrase:
    """A length of time in words, to two units."""
    if seconds < 10:  # noqa: PLR2004 - tenths matter only under ten seconds
        return say("duration.seconds", seconds=f"{seconds:.1f}")
    whole = round(seconds)
    hours, minutes, secs = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return say("duration.hours", hours=hours, minutes=minutes)
    if minutes:
        return say("duration.minutes", minutes=minutes, seconds=secs)
    return say("duration.seconds", seconds=secs)


def score(value: float | None) -> str:
    """A sentiment score with its sign, a dash when there is none."""
    if value is None:
        return "–"
    return f"{value:+.2f}".replace("-", "−") if abs(value) >= 0.005 else "0.00"  # noqa: PLR2004


def points(value: float) -> str:
    """A difference of two shares in percentage points, with its sign."""
    return f"{100 * value:+.1f}%p".replace("-", "−") if abs(value) >= 0.0005 else "0%p"  # noqa: PLR2004


def tone(value: float | None) -> str:
    """The sentiment a mean score is drawn as."""
    if value is None:
        return "unknown"
    return "neutral" if abs(value) < MILD else "positive" if value > 0 else "negative"


def counts_total(counts: SentimentCounts) -> int:
    """How many comments were counted."""
    return counts.positive + counts.neutral + counts.negative + counts.unknown


def day(moment: datetime) -> str:
    """The day, in UTC where the zone is known."""
    return _utc(moment).strftime("%Y-%m-%d")


def minute(moment: datetime) -> str:
    """Day, hour and minute, in UTC where the zone is known."""
    return _utc(moment).strftime("%Y-%m-%d %H:%M")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment
