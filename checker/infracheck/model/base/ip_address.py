"""Where an IP address leads, however it is spelt."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
# not `is_private`: that means documentation and benchmarks too, which stand for addresses of the internet in examples
_PRIVATE = tuple(
    map(
        ip_network,
        (
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  # RFC 1918
            "100.64.0.0/10",  # RFC 6598: the shared space behind a carrier's NAT
            "169.254.0.0/16", "fe80::/10",  # link-local
            "fc00::/7",  # RFC 4193: unique local
        ),
    )
)  # fmt: skip
_LOCAL = tuple(map(ip_network, ("0.0.0.0/8", "127.0.0.0/8", "::/128", "::1/128")))


def parsed(text: str) -> Address | None:
    """Read an address, an IPv4 one within IPv6 as that; `127.1` as inet_aton(3) does; None for none."""
    try:
        address = ip_address(text)
    except ValueError:
        return _shortened(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def _shortened(text: str) -> IPv4Address | None:
    """Of fewer than four parts the last fills all bytes that are left."""
    parts = text.split(".")
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() and len(part) < 11 for part in parts):
        return None
    *first, last = map(int, parts)
    left = 4 - len(first)
    if any(each > 255 for each in first) or last >= 256**left:
        return None
    return IPv4Address(sum(each << 8 * (3 - index) for index, each in enumerate(first)) + last)


def is_local(address: Address) -> bool:
    """Whether it leads back into the pod."""
    return any(address in network for network in _LOCAL)


def is_private(address: Address) -> bool:
    """Whether the internet does not route it."""
    return any(address in network for network in _PRIVATE)
