"""Which addresses a webhook may lead to: public ones, and those of networks that the deployment has named.

Without this, whoever may add a webhook could have the service knock at doors that only the service can reach: the
machine itself, its neighbours, a cloud's metadata (SSRF).
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from microtask.errors import Invalid

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Public by their numbers, and yet answered by a cloud's own machinery.
_METADATA = frozenset({ip_address("168.63.129.16")})
# What carries an IPv4 address inside, and where: its place in bits from the right.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::/96"), 0),  # compatible, long deprecated
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64 (RFC 6052)
    (IPv6Network("64:ff9b:1::/48"), 0),  # the same, locally (RFC 8215)
    (IPv6Network("2002::/16"), 80),  # 6to4 (RFC 3056)
)
_TEREDO = IPv6Network("2001::/32")
# Set apart by IANA for other purposes than hosts, though not every version of Python knows.
_UNROUTED = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"), ip_network("fec0::/10"))


def may_call(address: Address, networks: Sequence[Network]) -> bool:
    """Whether a webhook may lead to `address`, where `networks` are open beyond the public ones."""
    inner = _unwrap(address)
    if any(inner.version == network.version and inner in network for network in networks):
        return True
    return is_public(inner)


def is_public(address: Address) -> bool:
    """Whether the address belongs to a host on the public internet, and is not one in disguise."""
    if address in _METADATA or any(address in network for network in _UNROUTED if network.version == address.version):
        return False
    if isinstance(address, IPv6Address) and (address in _TEREDO or _unwrap(address) != address):
        return False  # the host is another one, and is asked about by itself
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _unwrap(address: Address) -> Address:
    """The IPv4 address inside an IPv6 address that carries one; else the address itself."""
    if isinstance(address, IPv6Address):
        for carrier, shift in _CARRIERS:
            if address in carrier and address not in (IPv6Address("::"), IPv6Address("::1")):
                return IPv4Address((int(address) >> shift) & 0xFFFF_FFFF)
    return address


def check_literal(url: str, networks: Sequence[Network]) -> None:
    """Raise `Invalid` where the host of `url` is an address, and one that is never called.

    What a name leads to is looked at before each call, since it may change between them.
    """
    try:
        address = ip_address(urlsplit(url).hostname or "")
    except ValueError:
        return
    if not may_call(address, networks):
        raise Invalid({"url": ["This address is not on the public internet. Webhooks call public addresses alone."]})
