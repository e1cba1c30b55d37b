"""The address of one YouTube video, in any of the forms that people paste."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from opentube.errors import UserError

_HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
_SHORT_HOSTS = frozenset({"youtu.be", "www.youtu.be"})
# ASCII: otherwise a Kelvin sign would match k, and lower() would make it one.
_ADDRESS = re.compile(
    r"(?:https?://)?(?P<host>[a-z0-9.-]+)(?::443|:80)?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.ASCII | re.IGNORECASE,
)
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_ID_IN_PARAMETER = re.compile(r"([A-Za-z0-9_-]{11})(?:[?&/].*)?")  # …?v=ID?t=30 is a common slip
_ID_IN_PATH = re.compile(r"/(?:shorts|live|embed|v|vi|e|watch)/([A-Za-z0-9_-]{11})(?:[&/].*)?")
_ID_IN_SHORT_PATH = re.compile(r"/([A-Za-z0-9_-]{11})(?:[&/].*)?")
_NO_VIDEOS = frozenset({"videoseries", "live_stream"})  # /embed/videoseries?list=… has the shape of an id
_COLLECTION = re.compile(
    r"/(?:playlist|channel/|c/|user/|@|feed|show|results|hashtag/|embed/(?:videoseries|live_stream))"
)
_START = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s?)?", re.ASCII)


class NotYoutube(UserError):
    """This is not a video on YouTube; give an address like https://www.youtube.com/watch?v=dQw4w9WgXcQ instead."""

    code = "not_youtube"


@dataclass(frozen=True, slots=True)
class YoutubeAddress:
    """One video. ``video_id`` is 11 characters of ``[A-Za-z0-9_-]``, case kept; ``start_s`` is where it shall start."""

    video_id: str
    start_s: float | None = None

    @property
    def url(self) -> str:
        """The canonical address, without a start."""
        return f"https://www.youtube.com/watch?v={self.video_id}"


def parse_youtube_address(text: str, *, allow_bare_id: bool = False) -> YoutubeAddress:
    """Read the video id out of a YouTube address.

    Takes watch, youtu.be, shorts, live, embed and v addresses on YouTube's own hosts, with or without ``http(s)://``,
    with any further parameters. A bare id is taken with ``allow_bare_id`` only. Nothing of ``text`` but the id and
    the start survives, so what is returned can be fetched.

    Raises:
        NotYoutube: for everything else; with a sentence of its own for playlists and channels.
    """
    text = text.strip()
    if allow_bare_id and _ID.fullmatch(text):
        return YoutubeAddress(text)
    match = None if _UNPRINTABLE.search(text) else _ADDRESS.fullmatch(text)
    host = match["host"].lower() if match else ""
    if match is None or host not in _HOSTS | _SHORT_HOSTS:
        raise NotYoutube
    path = match["path"] or "/"
    parameters = parse_qs(match["query"] or "")
    video_id = _video_id(host, path, parameters)
    if video_id is None:
        if _COLLECTION.match(path) or "list" in parameters:
            raise NotYoutube("This is a playlist or a channel; give the address of one video.")
        raise NotYoutube
    return YoutubeAddress(video_id, _start_s(parameters | parse_qs(match["fragment"] or "")))


def _video_id(host: str, path: str, parameters: dict[str, list[str]]) -> str | None:
    if host in _SHORT_HOSTS:
        found = _ID_IN_SHORT_PATH.fullmatch(path)
    elif path.rstrip("/") == "/watch":
        found = _ID_IN_PARAMETER.fullmatch(parameters.get("v", [""])[0])
    else:
        found = _ID_IN_PATH.fullmatch(path)
    return found[1] if found and found[1] not in _NO_VIDEOS else None


def _start_s(parameters: dict[str, list[str]]) -> float | None:
    for name in ("t", "start", "time_continue"):
        for value in parameters.get(name, []):
            match = _START.fullmatch(value)
            if match:
                hours, minutes, seconds = (float(part or 0) for part in match.groups())
                return hours * 3600 + minutes * 60 + seconds
    return None
