"""How well the TLS of a connection protects it."""

from __future__ import annotations

from enum import Enum


class TlsRating(Enum):
    """How a connection is protected against readers and impostors."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    OPPORTUNISTIC = "opportunistic"
    OFF = "off"
