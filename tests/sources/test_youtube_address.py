"""What counts as the address of one YouTube video."""

import re
import string
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opentube.sources.youtube_address import NotYoutube, YoutubeAddress, parse_youtube_address

ID = "aB3_-xYz09Q"
ids = st.text(string.ascii_letters + string.digits + "_-", min_size=11, max_size=11).filter(
    lambda text: text not in {"videoseries", "live_stream"}
)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v={id}",
        "http://youtube.com/watch?v={id}",
        "HTTPS://WWW.YouTube.COM/watch?v={id}",
        "https://www.youtube.com:443/watch?v={id}",
        "www.youtube.com/watch?v={id}",
        "youtube.com/watch/?v={id}",
        "https://m.youtube.com/watch?v={id}&feature=youtu.be",
        "https://music.youtube.com/watch?v={id}&list=RDAMVM{id}",
        "https://www.youtube.com/watch?list=PL123&index=4&v={id}",
        "https://www.youtube.com/watch?app=desktop&v={id}#comments",
        "https://www.youtube.com/watch?v={id}?t=30",
        "https://youtu.be/{id}",
        "youtu.be/{id}?si=AbCdEf-123",
        "https://youtu.be/{id}/",
        "https://www.youtube.com/shorts/{id}",
        "https://youtube.com/shorts/{id}?feature=share",
        "https://www.youtube.com/live/{id}?si=x",
        "https://www.youtube.com/embed/{id}?start=10",
        "https://www.youtube-nocookie.com/embed/{id}",
        "youtube-nocookie.com/embed/{id}",
        "https://www.youtube.com/v/{id}",
        "  https://youtu.be/{id} ",
    ],
)
@given(video_id=ids)
@example(video_id=ID)
def test_every_form_of_an_address_gives_its_id_with_its_case(address: str, video_id: str) -> None:
    parsed = parse_youtube_address(address.format(id=video_id))

    assert parsed.video_id == video_id
    assert parsed.url == f"https://www.youtube.com/watch?v={video_id}"
    assert parse_youtube_address(parsed.url) == YoutubeAddress(video_id)


@pytest.mark.parametrize(
    ("tail", "start_s"),
    [
        ("", None),
        ("&t=90", 90),
        ("&t=90s", 90),
        ("&t=1m30s", 90),
        ("&t=1h2m3s", 3723),
        ("&start=15", 15),
        ("#t=42", 42),
        ("&t=12.5", 12.5),
        ("&t=soon", None),
        ("&t=-5", None),
        ("&t=", None),
    ],
)
def test_the_start_is_read_in_seconds(tail: str, start_s: float | None) -> None:
    assert parse_youtube_address(f"https://www.youtube.com/watch?v={ID}{tail}").start_s == start_s


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        "https://vimeo.com/12345",
        f"https://www.youtube.com@evil.example/watch?v={ID}",
        f"https://user:secret@www.youtube.com/watch?v={ID}",
        f"https://evil.example\\@www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com\\@evil.example/watch?v={ID}",
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://evil-youtube.com/watch?v={ID}",
        f"https://evil.example/youtube.com/watch?v={ID}",
        f"https://evil.example/?https://www.youtube.com/watch?v={ID}",
        f"https://evil.example#@www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com./watch?v={ID}",
        f"https://.youtube.com/watch?v={ID}",
        f"https://sub.www.youtube.com/watch?v={ID}",
        f"https://уoutube.com/watch?v={ID}",  # Cyrillic у
        f"https://xn--outube-hdf.com/watch?v={ID}",
        f"https://www.youtube-nocoo\u212aie.com/embed/{ID}",  # Kelvin sign
        f"https://www.youtube。com/watch?v={ID}",
        f"https://www.youtube.com%2eevil.example/watch?v={ID}",
        f"https://www.youtube.com:8080/watch?v={ID}",
        f"https://www.youtube.com:/watch?v={ID}",
        f"https://www.you\ttube.com/watch?v={ID}",
        f"https://www.youtube.com/watch\n?v={ID}",
        f"https://www.youtube.com/watch?v={ID}\x00",
        f"https:/www.youtube.com/watch?v={ID}",
        f"https:www.youtube.com/watch?v={ID}",
        f"//www.youtube.com/watch?v={ID}",
        f"file://www.youtube.com/watch?v={ID}",
        f"ftp://www.youtube.com/watch?v={ID}",
        f"javascript://www.youtube.com/watch?v={ID}",
        f"javascript:location='https://www.youtube.com/watch?v={ID}'",
        f"data:text/html,https://www.youtube.com/watch?v={ID}",
        "file:///etc/passwd",
        f"http://127.0.0.1/watch?v={ID}",
        f"http://[::1]/watch?v={ID}",
        f"http://0x7f000001/watch?v={ID}",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?v=",
        "https://www.youtube.com/watch?v=tooshort",
        f"https://www.youtube.com/watch?v={ID}x",
        f"https://www.youtube.com/watch?v={ID[:-1]}é",
        f"https://www.youtube.com/redirect?q=https://evil.example/{ID}",
        f"https://youtu.be/{ID}x",
        "https://youtu.be/",
        ID,
    ],
)
def test_anything_else_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(NotYoutube) as refusal:
        parse_youtube_address(text)

    assert refusal.value.code == "not_youtube"
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/playlist?list=PLabc",
        "https://www.youtube.com/watch?list=PLabc",
        "https://www.youtube.com/embed/videoseries?list=PLabc",
        "https://www.youtube.com/embed/live_stream?channel=UCabc",
        "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv",
        "https://www.youtube.com/c/SomeName",
        "https://www.youtube.com/user/SomeName",
        "https://www.youtube.com/@handle",
        "https://www.youtube.com/@handle/videos",
        "youtube.com/@%ED%95%9C%EA%B5%AD",
    ],
)
def test_playlists_and_channels_are_told_apart(address: str) -> None:
    with pytest.raises(NotYoutube, match="give the address of one video"):
        parse_youtube_address(address)


def test_a_bare_id_needs_permission() -> None:
    assert parse_youtube_address(ID, allow_bare_id=True).video_id == ID
    with pytest.raises(NotYoutube):
        parse_youtube_address(ID)


hosts = st.sampled_from(["www.youtube.com", "youtu.be", "m.youtube.com", "youtube.com.evil.example", "evil.example"])
nearly_addresses = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "https://", "http://", "ftp://", "https://a@", "//", "https:\\\\"]),
    hosts,
    st.sampled_from(["", ":443", ":99", ".", "@evil.example"]),
    st.sampled_from(["/watch?v=", "/shorts/", "/", "/embed/", "/watch?x=1&v=", "\\watch?v="]),
    ids | st.text(max_size=14),
)


@given(text=st.text() | nearly_addresses, allow_bare_id=st.booleans())
def test_whatever_is_accepted_is_an_id_on_a_youtube_host(text: str, allow_bare_id: bool) -> None:
    try:
        parsed = parse_youtube_address(text, allow_bare_id=allow_bare_id)
    except NotYoutube:
        return

    assert re.fullmatch(r"[A-Za-z0-9_-]{11}", parsed.video_id)
    assert parsed.video_id in text
    assert urlsplit(parsed.url).hostname == "www.youtube.com"
    assert parse_youtube_address(parsed.url).video_id == parsed.video_id
    if "/" in text:
        seen = urlsplit(text.strip() if "//" in text else f"https://{text.strip()}")
        assert seen.hostname in {"www.youtube.com", "youtu.be", "m.youtube.com", "youtube.com"}
