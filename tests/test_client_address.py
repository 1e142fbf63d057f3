"""Whom limits count a request to: a client is an IPv4 address, or the /64 of an IPv6 one."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limiter import counted_address


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:54321", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
        ("::FFFF:c000:0201", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("[2001:DB8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", "unknown"),
        ("unknown", "unknown"),
        ("_hidden", "unknown"),
        ("192.0.2.256", "unknown"),
        ("192.0.2", "unknown"),
        ("example.org:80", "unknown"),
    ],
)
def test_a_client_is_an_ipv4_address_or_the_64_of_an_ipv6_one(told: str, counted: str) -> None:
    assert counted_address(told) == counted


PORTS = st.none() | st.integers(1, 65535)


@given(st.ip_addresses(v=4), PORTS)
def test_an_ipv4_address_is_one_client_however_it_is_written(address: IPv4Address, port: int | None) -> None:
    mapped = f"::ffff:{address}"
    written = [str(address), mapped, f"{mapped}%1", f"[{mapped}]"]
    written += [f"{address}:{port}", f"[{mapped}]:{port}"] if port else []
    assert {counted_address(text) for text in written} == {str(address)}


def of_network(network: IPv6Network) -> st.SearchStrategy[IPv6Address]:
    """Addresses of ``network`` that stand for no IPv4 address."""
    addresses = st.ip_addresses(network=network).map(lambda each: IPv6Address(int(each)))
    return addresses.filter(lambda each: each.ipv4_mapped is None)


@given(of_network(IPv6Network("::/0")), st.data(), st.integers(1, 65535))
def test_all_addresses_of_a_64_are_one_client_and_those_of_another_are_not(
    address: IPv6Address, data: st.DataObject, port: int
) -> None:
    network = IPv6Network((address, 64), strict=False)
    neighbour = data.draw(of_network(network))
    written = [str(address), address.exploded.upper(), f"[{neighbour}]:{port}", f"{neighbour}%eth0"]
    assert {counted_address(text) for text in written} == {str(network)}
    assert counted_address(str(IPv6Address(int(address) ^ (1 << 64)))) != str(network)


@given(st.text())
def test_what_is_no_address_is_unknown(text: str) -> None:
    counted = counted_address(text)
    assert counted == "unknown" or ip_network(counted)
