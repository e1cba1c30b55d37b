"""What yt-dlp's failures mean to a user.

YouTube's refusals reach yt-dlp as English sentences, so they are told apart by their wording; network failures by
the status or the type of the exception that caused them.
"""

import re
from collections.abc import Iterator

from yt_dlp.networking.exceptions import HTTPError, TransportError
from yt_dlp.utils import ContentTooShortError, GeoRestrictedError

from opentube.errors import OpenTubeError, RetryableError, UserError


class VideoPrivate(UserError):
    """This video is private; its owner can share it, or you can give the cookies of an account that may see it."""

    code = "video_private"


class VideoRemoved(UserError):
    """This video is not on YouTube any more, or never was; check the address."""

    code = "video_removed"


class VideoAgeRestricted(UserError):
    """This video is for adults; give the cookies of a signed-in account whose age is confirmed."""

    code = "video_age_restricted"


class SignInNeeded(UserError):
    """YouTube wants a sign-in before it answers this server; give a cookies.txt of a browser signed in to YouTube."""

    code = "sign_in_needed"


class GeoBlocked(UserError):
    """This video is blocked in the country of this server; fetch it elsewhere and analyse the file."""

    code = "geo_blocked"


class LiveNotOver(UserError):
    """This live stream or premiere is not over yet; try again when YouTube shows its recording."""

    code = "live_not_over"


class MembersOnly(UserError):
    """This video is for members of the channel; give the cookies of a member's account."""

    code = "members_only"


class VideoPaid(UserError):
    """This video must be bought or rented on YouTube and cannot be fetched; analyse a file of it if you have one."""

    code = "video_paid"


class MediaProtected(UserError):
    """This video is copy-protected and cannot be fetched; analyse a file of it if you have one."""

    code = "media_protected"


class MediaUnusable(UserError):
    """There is no playable video at this address."""

    code = "media_unusable"


class MediaTooLarge(UserError):
    """This video is larger than the limit of this server; raise the limit or ask for a smaller picture."""

    code = "download_too_large"


class VideoTooLong(UserError):
    """This video is longer than the limit of this server; raise the limit or analyse a part of it as a file."""

    code = "video_too_long"


class JavascriptRuntimeMissing(UserError):
    """YouTube needs a JavaScript runtime here; install Deno 2, or Node.js 22 or newer, and yt-dlp-ejs, then retry."""

    code = "javascript_runtime_missing"


class CookiesUnreadable(UserError):
    """The cookies file cannot be read; export it again in the Netscape format (cookies.txt)."""

    code = "cookies_unreadable"


class DiskFull(UserError):
    """There is no space left on the disk; free some and retry."""

    code = "disk_full"


class RateLimited(RetryableError):
    """YouTube asks this server to slow down; it is tried again later."""

    code = "rate_limited"


class FetchRefused(RetryableError):
    """YouTube refused to hand over the video for now; it is tried again with a fresh address."""

    code = "fetch_refused"


class NetworkFailed(RetryableError):
    """The network or YouTube did not answer as it should; it is tried again."""

    code = "network"


class FetchFailed(OpenTubeError):
    """yt-dlp could not read this video."""

    code = "fetch_failed"


# The first that matches counts: a private video's message also asks to sign in.
_MEANINGS: tuple[tuple[str, type[OpenTubeError]], ...] = (
    (r"no space left on device", DiskFull),
    (r"failed to load cookies|does not look like a netscape format cookies file", CookiesUnreadable),
    (r"private video|video is private", VideoPrivate),
    (r"members-only|members on level|join this channel", MembersOnly),
    (r"confirm your age|age.restricted|inappropriate for some users", VideoAgeRestricted),
    (r"rate.limited|too many requests", RateLimited),
    (r"not a bot|captcha|ip is likely being blocked", SignInNeeded),
    (r"(?:available|blocked it|blocked) in your country|from your location|geo.?restrict", GeoBlocked),
    (r"requires payment|purchase|music premium|members of youtube premium|to rent", VideoPaid),
    (r"(?:live event|premiere) will begin|premieres in|will begin shortly|stream is offline", LiveNotOver),
    (r"drm.protected", MediaProtected),
    (r"sign in|login details are needed|login required", SignInNeeded),
    (r"page needs to be reloaded", FetchRefused),
    (r"requested format is not available|no video formats found|unsupported url", MediaUnusable),
    (r"video unavailable|is unavailable|has been removed|no longer available|been terminated", VideoRemoved),
    (r"is not available|isn.t available|has ended|does not exist", VideoRemoved),
)
_NETWORK = re.compile(
    r"timed out|failed to resolve|name resolution|name or service not known|connection (?:refused|reset|aborted)"
    r"|unreachable|remote end closed|bytes read|eof occurred|data blocks|incomplete data|incompleteread"
    r"|failed to extract any player response",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^(?:\s*ERROR:\s*)?(?:\[[^\]]+\]\s*)?(?:[A-Za-z0-9_-]{11}:\s)?\s*")
_STATUS_IN_TEXT = re.compile(r"HTTP Error (\d{3})")  # a download that gives up tells no cause
_STATUS: dict[int, type[OpenTubeError]] = {
    401: SignInNeeded,
    403: FetchRefused,
    404: VideoRemoved,
    408: NetworkFailed,
    410: VideoRemoved,
    429: RateLimited,
    451: GeoBlocked,
}


def translate(error: BaseException) -> OpenTubeError:
    """What ``error`` of yt-dlp means, as an error with a stable code.

    Anything unknown is a bug: ``FetchFailed`` with yt-dlp's own words, so that an operator can look it up.
    """
    if isinstance(error, OpenTubeError):
        return error
    text = _PREFIX.sub("", str(error), count=1).strip()
    causes = list(_causes(error))
    if any(isinstance(cause, GeoRestrictedError) for cause in causes):
        return GeoBlocked()
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, text, re.IGNORECASE):
            return meaning()
    statuses = [int(match[1]) for match in [_STATUS_IN_TEXT.search(text)] if match]
    statuses += [cause.status for cause in causes if isinstance(cause, HTTPError)]
    if statuses:
        return _of_status(statuses[0], text)
    if _NETWORK.search(text) or any(isinstance(cause, TransportError | ContentTooShortError) for cause in causes):
        return NetworkFailed()
    return FetchFailed(f"yt-dlp could not read this video: {text or type(error).__name__}")


def _of_status(status: int, text: str) -> OpenTubeError:
    if status >= 500:  # noqa: PLR2004 - HTTP's server errors
        return NetworkFailed()
    meaning = _STATUS.get(status)
    return meaning() if meaning else FetchFailed(f"yt-dlp could not read this video: {text}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and everything that yt-dlp wrapped it around."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        info = getattr(each, "exc_info", None)
        waiting += [info[1] if info else None, getattr(each, "cause", None), each.__cause__, each.__context__]
