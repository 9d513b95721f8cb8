"""No download reaches an address that is not of the public Internet, whatever it is called."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pull.addresses import AddressRule, ForbiddenAddress, UnknownHost, is_public

PRIVATE = """
0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.5 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::a00:1 64:ff9b::7f00:1 64:ff9b:1::1
100::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 fc00::1 fd12:3456::1 fe80::1
fe80::1%1 fec0::1 ff02::1 ff0e::1
""".split()
PUBLIC = (
    "8.8.8.8 93.184.216.34 172.32.0.1 2606:2800:220:1::1 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808".split()
)


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_no_public_host(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_public_hosts(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapped_in_ipv6_an_address_stays_what_it_is(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "127.1", "0x7f.0.0.1", "2130706433", "localhost"])
def test_this_machine_by_any_name(host: str) -> None:
    with pytest.raises(ForbiddenAddress, match="no public address"):
        AddressRule().addresses(host, 80)


def test_one_private_address_among_public_ones_is_enough() -> None:
    rule = AddressRule(resolver=lambda _host, _port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(ForbiddenAddress, match=r"10\.0\.0\.1"):
        rule.addresses("laws.example", 443)


def test_loopback_for_tests_allows_no_more_than_loopback() -> None:
    rule = AddressRule(allow_loopback=True, resolver=lambda host, _port: [host.removesuffix(".example")])
    assert rule.addresses("127.0.0.1.example", 80) == ["127.0.0.1"]
    with pytest.raises(ForbiddenAddress):
        rule.addresses("10.0.0.1.example", 80)


@pytest.mark.parametrize("failure", [OSError("nothing"), UnicodeError("label too long")])
def test_a_name_without_an_address_is_told(failure: Exception) -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        raise failure

    with pytest.raises(UnknownHost, match=r"laws\.example"):
        AddressRule(resolver=resolver).addresses("laws.example", 443)
    with pytest.raises(UnknownHost, match="no address"):
        AddressRule(resolver=lambda _host, _port: []).addresses("laws.example", 443)
