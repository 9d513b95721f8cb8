"""Which addresses a download may connect to: those of the public Internet, and no others.

A manifest may come from anyone, and a public server may redirect anywhere. Without this rule a URL could make us ask a
machine of the user's own network, or a cloud's metadata service, and store what it says (OWASP, Server-Side Request
Forgery Prevention). What is judged is the address that will be connected to, never the name: see
:mod:`ingest.pull.transport`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.errors import DownloadError

__all__ = ["AddressRule", "ForbiddenAddress", "Resolver", "UnknownHost", "is_public", "resolve"]

Resolver = Callable[[str, int], Sequence[str]]
"""(host name, port) → its addresses; raises OSError where it has none."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: NAT64 (RFC 6052): the IPv4 address in the last 32 bits is the one reached.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class ForbiddenAddress(DownloadError):
    """The host is, or has, an address that is not of the public Internet."""


class UnknownHost(DownloadError):
    """The host name has no address, as far as can be found out here."""


def is_public(address: str) -> bool:
    """Whether ``address`` is a unicast address of the public Internet (IANA special-purpose registries)."""
    ip = _reached(ipaddress.ip_address(address))
    if ip is None:
        return False
    site_local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or site_local)


def resolve(host: str, port: int) -> list[str]:
    """All addresses of ``host``, each once, in the system's order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for _, _, _, _, sockaddr in found))


@dataclass(frozen=True, slots=True)
class AddressRule:
    """The rule, and how names are resolved. ``allow_loopback`` is for tests; nothing a user can set reaches it."""

    allow_loopback: bool = False
    resolver: Resolver = resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """Addresses of ``host``, all of them allowed.

        Raises:
            ForbiddenAddress: one of them is not. One is enough: a name with a public and a private address is a trap
                or a mistake.
            UnknownHost: the name cannot be resolved.
        """
        try:
            found = [str(ipaddress.ip_address(host))]
        except ValueError:
            try:
                found = list(self.resolver(host, port))
            except (OSError, UnicodeError) as error:
                said = getattr(error, "strerror", None) or str(error)
                raise UnknownHost(f"{host} cannot be resolved ({said})") from None
        for address in found:
            if not self._allows(address):
                raise ForbiddenAddress(
                    f"{host} is at {address}, which is no public address; only the public Internet is downloaded from"
                )
        if not found:
            raise UnknownHost(f"{host} has no address")
        return found

    def _allows(self, address: str) -> bool:
        return is_public(address) or (self.allow_loopback and ipaddress.ip_address(address).is_loopback)


def _reached(ip: _Address) -> _Address | None:
    """The address that packets to ``ip`` end at, where it wraps another; None for tunnels that nobody should need."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.sixtofour is not None or ip.teredo is not None:
        return None
    return ip
