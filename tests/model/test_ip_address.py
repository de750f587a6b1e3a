"""Where an IP address leads, however it is spelt."""

from __future__ import annotations

import pytest

from infracheck.model.base.ip_address import is_local, is_private, parsed


def leads(text: str) -> str:
    address = parsed(text)
    if address is None:
        return "nowhere"
    return "local" if is_local(address) else "private" if is_private(address) else "external"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1", "local"), ("127.1", "local"), ("2130706433", "local"), ("0.0.0.0", "local"), ("::1", "local"),
        ("0:0:0:0:0:0:0:1", "local"), ("::", "local"), ("::ffff:127.0.0.1", "local"), ("::ffff:7f00:1", "local"),
        ("10.1.2.3", "private"), ("10.1", "private"), ("172.16.0.1", "private"), ("172.31.255.255", "private"),
        ("192.168.1.1", "private"), ("100.64.0.1", "private"), ("100.127.255.255", "private"),
        ("169.254.169.254", "private"), ("fe80::1", "private"), ("febf::1", "private"), ("fe80::1%eth0", "private"),
        ("fd00::1", "private"), ("fc00::1", "private"), ("::ffff:10.1.2.3", "private"), ("::FFFF:C0A8:0101", "private"),
        ("172.32.0.1", "external"), ("100.128.0.1", "external"), ("8.8.8.8", "external"), ("203.0.113.7", "external"),
        ("2001:db8::1", "external"), ("::ffff:8.8.8.8", "external"), ("fec0::1", "external"),
        ("999.1.1.1", "nowhere"), ("1.2.3.4.5", "nowhere"), ("1.2.3", "external"), ("4294967296", "nowhere"),
        ("010.0.0.1", "nowhere"), ("db", "nowhere"), ("", "nowhere"),
    ],
)  # fmt: skip
def test_addresses(text: str, expected: str) -> None:
    assert leads(text) == expected
