"""Numbers and times as reports write them, in every language the same."""


def clock(seconds: float, *, tenths: bool = False) -> str:
    """A place in a video: ``1:02:03``, or ``0:12.4`` with tenths."""
    step = 10 if tenths else 1
    whole, rest = divmod(int(max(seconds, 0) * step + (0.5 if tenths else 0)), step)
    hours, minutes, secs = whole // 3600, whole // 60 % 60, whole % 60
    start = f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
    return f"{start}.{rest}" if tenths else start


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
