"""A webhook leads to public addresses alone, in whatever clothes the others come."""

from ipaddress import ip_address, ip_network

import pytest

from microtask.errors import Invalid
from microtask.outbox.addresses import check_literal, may_call

INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1",
    "100.100.100.200", "169.254.169.254", "169.254.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    "2001:0:53aa:64c:0:78f2:f5ff:fffe",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_only_the_service_can_reach_is_never_called(address):
    assert not may_call(ip_address(address), ())


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.144", "2a00:1450:4009:81f::200e", "::ffff:8.8.8.8"])
def test_what_is_public_is_called(address):
    assert may_call(ip_address(address), ())


def test_a_network_that_was_named_is_called_and_its_neighbours_are_not():
    networks = (ip_network("10.20.0.0/16"), ip_network("fd12::/16"))
    assert may_call(ip_address("10.20.3.4"), networks)
    assert may_call(ip_address("::ffff:10.20.3.4"), networks)
    assert may_call(ip_address("fd12::1"), networks)
    assert not may_call(ip_address("10.21.0.1"), networks)
    assert not may_call(ip_address("127.0.0.1"), networks)


@pytest.mark.parametrize("url", ["https://169.254.169.254/latest", "https://[::1]/", "https://[::ffff:10.0.0.1]:8443/"])
def test_an_address_that_stands_in_the_url_is_refused_when_it_is_given(url):
    with pytest.raises(Invalid):
        check_literal(url, ())


def test_a_name_is_looked_up_when_it_is_called_and_not_before():
    check_literal("https://localhost/hook", ())
