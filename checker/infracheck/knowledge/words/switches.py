"""Words for on and off, by who reads them: one grammar a reader, since they differ."""

from __future__ import annotations

Words = frozenset[str]

DRIVER_TRUE: Words = frozenset(("true", "1", "yes", "on", "y", "t", "enabled", "enable"))
DRIVER_FALSE: Words = frozenset(("false", "0", "no", "off", "n", "f", "disabled", "disable"))
"""What clients take in a parameter of a connection or a variable, in any case; each takes some of them."""
