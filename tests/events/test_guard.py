"""Webhooks go nowhere but to public addresses, however an address is spelt or a name resolves."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.events.guard import Guard, WebhookAddressRefused, WebhookHostUnknown, WebhookUrlInvalid, is_public

NOT_PUBLIC = [
    "http://127.0.0.1/",
    "http://127.1.2.3/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://168.63.129.16/machine",
    "http://192.0.0.192/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://198.18.0.1/",
    "http://192.0.2.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.88.99.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[0:0:0:0:0:ffff:10.0.0.1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:53aa:64c::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
]
MALFORMED = [
    "",
    "hooks.example",
    "//hooks.example/",
    "http:///path",
    "http://",
    "ftp://hooks.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "javascript:alert(1)",
    "http://user:password@hooks.example/",
    "http://user@hooks.example/",
    "http://@hooks.example/",
    "http://hooks.example:22/",
    "http://hooks.example:6379/",
    "http://hooks.example:5432/",
    "http://hooks.example:0/",
    "http://hooks.example:99999/",
    "http://hooks.example:80:80/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.1./",
    "http://127.0.0.0x1/",
    "http://①②⑦.0.0.1/",
    "http://1.2.3.4.5/",
    "http://hooks.example\\@127.0.0.1/",
    "http://127.0.0.1\t/",
    "http://hooks.example/\r\nHost: other",
    "http://hooks.example/a b",
    "http://[::1",
    "http://[fe80::1%25eth0]/",
    "http://[::1%eth0]/",
    "http://" + "a" * 2000 + ".example/",
]


def resolving(*addresses: str) -> Guard:
    return Guard(resolve=lambda _: [ip_address(address) for address in addresses])


@pytest.mark.parametrize("url", NOT_PUBLIC)
def test_addresses_that_are_not_public_are_refused(url: str) -> None:
    with pytest.raises(WebhookAddressRefused):
        Guard().check_url(url)


@pytest.mark.parametrize("url", [url for url in NOT_PUBLIC if "]" not in url or "." not in url])
def test_names_of_such_addresses_are_refused(url: str) -> None:
    host = url.removeprefix("http://").split("/", 1)[0].strip("[]")
    guard = resolving(host)

    guard.check_url("https://hooks.example/")
    with pytest.raises(WebhookAddressRefused):
        guard.addresses("hooks.example")


@pytest.mark.parametrize("url", MALFORMED)
def test_other_spellings_and_other_addresses_are_refused(url: str) -> None:
    with pytest.raises((WebhookUrlInvalid, WebhookAddressRefused)):
        Guard().check_url(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://hooks.example/a?b=c#d", "hooks.example"),
        ("http://hooks.example:8080/", "hooks.example"),
        ("HTTPS://HOOKS.example", "hooks.example"),
        ("https://훅.example/받기", "xn--i18b.example"),
        ("https://93.184.215.14/", "93.184.215.14"),
        ("https://[2606:4700::1111]:8443/", "2606:4700::1111"),
    ],
)
def test_public_addresses_are_taken(url: str, host: str) -> None:
    taken = Guard().check_url(url)

    assert taken.raw_host.decode() == host
    assert not taken.fragment


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(WebhookAddressRefused):
        resolving("93.184.215.14", "10.0.0.1").addresses("hooks.example")


def test_a_name_without_an_address_is_told_so() -> None:
    with pytest.raises(WebhookHostUnknown):
        resolving().addresses("hooks.example")


def test_what_an_operator_allows_is_allowed_and_nothing_beside_it() -> None:
    guard = Guard(allow=(ip_network("10.1.0.0/16"),), ports=frozenset({5000}))

    guard.check_url("http://10.1.2.3:5000/")
    for url in ("http://10.2.0.1:5000/", "http://127.0.0.1:5000/"):
        with pytest.raises(WebhookAddressRefused):
            guard.check_url(url)
    with pytest.raises(WebhookUrlInvalid):
        guard.check_url("http://10.1.2.3/")


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_like_itself(address: IPv4Address) -> None:
    assert is_public(IPv6Address(f"::ffff:{address}")) is is_public(address)
    assert is_public(IPv6Address(f"64:ff9b::{address}")) is is_public(address)
    assert not is_public(IPv6Address(f"::{address}"))


@given(st.ip_addresses())
def test_nothing_private_is_public(address: IPv4Address | IPv6Address) -> None:
    inside: Sequence[bool] = (address.is_private, address.is_loopback, address.is_link_local, address.is_multicast)
    if is_public(address):
        assert not any(inside)


@given(st.text(max_size=40), st.sampled_from(["http://", "https://", ""]))
def test_any_text_is_taken_or_refused(text: str, scheme: str) -> None:
    try:
        url = Guard().check_url(scheme + text)
    except (WebhookUrlInvalid, WebhookAddressRefused):
        return
    assert url.scheme in {"http", "https"}
    assert url.raw_host
