"""Links out of the page. Nothing follows them but the reader."""

from urllib.parse import urlsplit

_SITES = ("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be")


def watch(url: str | None, at_s: float | None = None) -> str | None:
    """Where to watch the video, from ``at_s`` on where the site can; None without a web address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("https", "http") or not parts.netloc:
        return None
    if at_s is None:
        return url
    if parts.hostname not in _SITES:
        return None
    query = f"{parts.query}&t={int(at_s)}s" if parts.query else f"t={int(at_s)}s"
    return parts._replace(query=query).geturl()
