"""Where webhooks may go: public addresses only, checked at the moment of connecting, so that no name can change its mind.

Every address of a name must be public. The connection is made to the address that was checked, not to the name, so a
resolver that answers differently the second time (DNS rebinding) is never asked a second time.
"""

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

from opentube.errors import UserError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str], Iterable[Address]]

PORTS = frozenset({80, 443, 8080, 8443})
MOST_CHARACTERS = 2000
NUMBER_AT_END = re.compile(r"(^|\.)(0x[0-9a-f]*|[0-9]+)\.?$", re.IGNORECASE | re.ASCII)
"""A host that browsers and C libraries read as an IPv4 address, in any of its spellings."""

AUTHORITY_WITH_USER = re.compile(r"[^/?#]*//[^/?#]*@")
IPV6_IN_USE = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",
            "168.63.129.16/32",  # Azure's metadata, in the middle of public addresses
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "2001::/23",  # Teredo and other tunnels and tests
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",
        ),
    )
)


class WebhookUrlInvalid(UserError):
    """This is no address for a webhook. It needs http:// or https://, a host, a port of 80, 443, 8080 or 8443, and no password."""

    code = "webhook_url_invalid"


class WebhookAddressRefused(UserError):
    """This address is not public: webhooks never go to private, local or reserved addresses. Use a public one."""

    code = "webhook_address_refused"


class WebhookHostUnknown(UserError):
    """The webhook's host has no address. Check its name."""

    code = "webhook_host_unknown"


def resolve_host(host: str) -> list[Address]:
    """Every address that this machine's resolver knows for a host.

    Raises:
        WebhookHostUnknown: there is none.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise WebhookHostUnknown from error
    return list(dict.fromkeys(ip_address(place[0]) for _, _, _, _, place in found))


def is_public(address: Address) -> bool:
    """Whether an address, and the IPv4 address that it may carry inside, belongs to the public Internet."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.scope_id or address not in IPV6_IN_USE:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in NEVER)


@dataclass(frozen=True, slots=True)
class Guard:
    """What is allowed.

    Args:
        allow: networks that are allowed though they are not public.
        ports: ports that are allowed.
        resolve: how names become addresses.
    """

    allow: tuple[Network, ...] = ()
    ports: frozenset[int] = PORTS
    resolve: Resolve = resolve_host

    def check_url(self, url: str) -> httpx.URL:
        """The address of a webhook, checked as far as that goes without asking for its host's addresses.

        Raises:
            WebhookUrlInvalid: it is none, names a password or a port that is not allowed, or spells an IP address oddly.
            WebhookAddressRefused: its host is an IP address that is not allowed.
        """
        if len(url) > MOST_CHARACTERS or not url.isprintable() or "\\" in url or " " in url:
            raise WebhookUrlInvalid
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise WebhookUrlInvalid from error
        host = parsed.raw_host.decode("ascii")
        port = {"http": 80, "https": 443}.get(parsed.scheme) if parsed.port is None else parsed.port
        if not host or AUTHORITY_WITH_USER.match(url) or port not in self.ports:
            raise WebhookUrlInvalid
        literal = _literal(host)
        if literal is None and (NUMBER_AT_END.search(host) or ":" in host or "%" in host):
            raise WebhookUrlInvalid
        if literal is not None and not self.allows(literal):
            raise WebhookAddressRefused
        return parsed.copy_with(fragment=None)

    def allows(self, address: Address) -> bool:
        """Whether a connection may be made to this address."""
        return is_public(address) or any(address in network for network in self.allow)

    def addresses(self, host: str) -> list[Address]:
        """Where a connection to ``host`` may go.

        Raises:
            WebhookHostUnknown: it has no address.
            WebhookAddressRefused: it has one that is not allowed.
        """
        literal = _literal(host)
        found = [literal] if literal else list(self.resolve(host))
        if not found:
            raise WebhookHostUnknown
        if not all(map(self.allows, found)):
            raise WebhookAddressRefused
        return found


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
