"""Numbers and times as the page writes them."""

from datetime import UTC, datetime

from opentube.reports.document import SentimentCounts
from opentube.reports.page.strings import Phrase, say

SENTIMENTS = ("positive", "neutral", "negative", "unknown")
MILD = 0.15
"""Mean scores nearer to zero than this are drawn as neutral."""


def clock(seconds: float, *, tenths: bool = False) -> str:
    """A place in a video: ``1:02:03``, or ``0:12.4`` with tenths."""
    step = 10 if tenths else 1
    whole, rest = divmod(int(max(seconds, 0) * step + (0.5 if tenths else 0)), step)
    hours, minutes, secs = whole // 3600, whole // 60 % 60, whole % 60
    start = f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
    return f"{start}.{rest}" if tenths else start


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


def percent(part: float, whole: float) -> str:
    """A share, never rounded to nothing or to everything when it is neither."""
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.5:  # noqa: PLR2004
        return "<1%"
    if 99.5 <= share < 100:  # noqa: PLR2004
        return ">99%"
    return f"{share:.0f}%"


def score(value: float | None) -> str:
    """A sentiment score with its sign, a dash when there is none."""
    if value is None:
        return "–"
    return f"{value:+.2f}".replace("-", "−") if abs(value) >= 0.005 else "0.00"  # noqa: PLR2004


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
