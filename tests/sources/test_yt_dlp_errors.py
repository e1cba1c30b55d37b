"""What yt-dlp's messages mean. The messages are those that YouTube and yt-dlp 2026.10 give."""

import errno
import http.client
import io

import pytest
from yt_dlp.networking.common import Response
from yt_dlp.networking.exceptions import CertificateVerifyError, HTTPError, IncompleteRead, TransportError
from yt_dlp.utils import ContentTooShortError, DownloadError, ExtractorError, GeoRestrictedError

from opentube.errors import FailureKind, OpenTubeError, RetryableError, UserError
from opentube.sources import yt_dlp_errors
from opentube.sources.yt_dlp_errors import VideoPrivate, translate

HINT = (
    "Use --cookies-from-browser or --cookies for the authentication. "
    "See  https://github.com/yt-dlp/yt-dlp/wiki/FAQ#how-do-i-pass-cookies-to-yt-dlp  for how to manually pass cookies"
)


def refusal(text: str) -> DownloadError:
    """How YoutubeDL raises what its extractor raised."""
    cause = ExtractorError(text, expected=True, video_id="aB3_-xYz09Q", ie="youtube")
    return DownloadError(f"ERROR: {cause}", (type(cause), cause, None))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"Private video. Sign in if you've been granted access to this video. {HINT}", "video_private"),
        ("This video is private", "video_private"),
        ("Video unavailable", "video_removed"),
        ("Video unavailable. This video is not available", "video_removed"),
        ("Video unavailable. This video is no longer available because the uploader has closed their YouTube account.", "video_removed"),
        ("Video unavailable. This video has been removed by the uploader", "video_removed"),
        ("This video has been removed for violating YouTube's policy on hate speech.", "video_removed"),
        ("This video is no longer available because the YouTube account associated with this video has been terminated.", "video_removed"),
        ("This video isn't available any more", "video_removed"),
        ("This live stream recording is not available.", "video_removed"),
        (f"Sign in to confirm your age. This video may be inappropriate for some users. {HINT}", "video_age_restricted"),
        (f"Sign in to confirm you’re not a bot. {HINT}", "sign_in_needed"),
        (f"Sign in to confirm you're not a bot. {HINT}", "sign_in_needed"),
        (f"Please sign in. {HINT}", "sign_in_needed"),
        (f"Login details are needed to download this content. {HINT}", "sign_in_needed"),
        ("All player responses are invalid. Your IP is likely being blocked by Youtube", "sign_in_needed"),
        ("Video unavailable. YouTube is requiring a captcha challenge before playback", "sign_in_needed"),
        ("Video unavailable. This video contains content from SME, who has blocked it in your country on copyright grounds", "geo_blocked"),
        ("Video unavailable. The uploader has not made this video available in your country", "geo_blocked"),
        ("This live event will begin in 2 days.", "live_not_over"),
        ("This live event will begin in a few moments.", "live_not_over"),
        ("Premieres in 6 hours", "live_not_over"),
        ("Premiere will begin shortly", "live_not_over"),
        ("Join this channel to get access to members-only content like this video, and other exclusive perks.", "members_only"),
        (
            "This video is available to this channel's members on level: 팬 (or any higher level). Join this channel to …",
            "members_only",
        ),
        ("This video requires payment to watch.", "video_paid"),
        ("This video is only available to Music Premium members", "video_paid"),
        ("This video is DRM protected", "media_protected"),
        ("Requested format is not available. Use --list-formats for a list of available formats", "media_unusable"),
        ("No video formats found!", "media_unusable"),
        ("Unsupported URL: http://127.0.0.1/page.html", "media_unusable"),
        (
            "This content isn't available, try again later. The current session has been rate-limited by YouTube for …",
            "rate_limited",
        ),
        ("The page needs to be reloaded.", "fetch_refused"),
        ("Failed to extract any player response", "network"),
        ("Incomplete data received", "network"),
    ],
)  # fmt: skip
def test_youtubes_sentences_have_codes(text: str, code: str) -> None:
    assert translate(refusal(text)).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Unable to download webpage: [Errno -2] Name or service not known", "network"),
        ("Unable to download webpage: Failed to resolve 'www.youtube.com' ([Errno -3] Temporary failure in name resolution)", "network"),
        ("Unable to download API page: The read operation timed out", "network"),
        ("unable to download video data: HTTP Error 403: Forbidden", "fetch_refused"),
        ("\r[download] Got error: HTTP Error 503: Service Unavailable", "network"),
        ("\r[download] Got error: 3072 bytes read, 40960 more expected. Giving up after 3 retries", "network"),
        ("Unable to download API page: HTTP Error 429: Too Many Requests", "rate_limited"),
        ("unable to write data: [Errno 28] No space left on device", "disk_full"),
    ],
)  # fmt: skip
def test_failures_of_transport_and_disk_have_codes(text: str, code: str) -> None:
    assert translate(DownloadError(f"ERROR: {text}")).code == code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "sign_in_needed"),
        (403, "fetch_refused"),
        (404, "video_removed"),
        (410, "video_removed"),
        (418, "fetch_failed"),
        (429, "rate_limited"),
        (451, "geo_blocked"),
        (500, "network"),
        (503, "network"),
    ],
)
def test_a_status_is_found_behind_what_wraps_it(status: int, code: str) -> None:
    response = Response(io.BytesIO(), "https://www.youtube.com/", {}, status=status)
    cause = ExtractorError("Unable to download API page", cause=HTTPError(response), expected=True)

    assert translate(DownloadError("ERROR: it failed", (type(cause), cause, None))).code == code


@pytest.mark.parametrize(
    "error",
    [
        TransportError("anything"),
        CertificateVerifyError("anything"),
        IncompleteRead(10, 90),
        ContentTooShortError(10, 100),
        ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
        DownloadError("ERROR: it failed", (http.client.RemoteDisconnected, TransportError("gone"), None)),
    ],
)
def test_broken_connections_are_tried_again(error: Exception) -> None:
    assert translate(error).kind is FailureKind.RETRYABLE


def test_a_country_is_recognised_by_its_type() -> None:
    cause = GeoRestrictedError("Nicht verfügbar", countries=["KR"])

    assert translate(DownloadError("ERROR: Nicht verfügbar", (type(cause), cause, None))).code == "geo_blocked"


def test_the_unknown_is_a_bug_in_yt_dlps_own_words() -> None:
    failure = translate(refusal("Unable to extract uploader id"))

    assert (failure.code, failure.kind) == ("fetch_failed", FailureKind.BUG)
    assert "Unable to extract uploader id" in failure.message


def test_our_own_errors_pass() -> None:
    ours = VideoPrivate()

    assert translate(ours) is ours


def test_every_code_of_this_source_is_its_own_and_documented(request: pytest.FixtureRequest) -> None:
    errors = [
        each
        for each in vars(yt_dlp_errors).values()
        if isinstance(each, type) and issubclass(each, OpenTubeError) and each.__module__ == yt_dlp_errors.__name__
    ]
    codes = [each.code for each in errors]
    guide = (request.config.rootpath / "docs" / "sources.md").read_text(encoding="utf-8")

    assert len(set(codes)) == len(codes)
    assert [code for code in codes if f"`{code}`" not in guide] == []
    assert all(each.__doc__ for each in errors)
    assert not {UserError.code, RetryableError.code} & set(codes)
