"""Words for on and off, by who reads them: one grammar a reader, since they differ.

YAML's own booleans are part of its language, and stand with its reader.
"""

from __future__ import annotations

ENV_TRUE = frozenset(("1", "true", "yes", "on"))
ENV_FALSE = frozenset(("0", "false", "no", "off"))
"""What programs and shells commonly take in an environment variable or an option, in any case."""
DRIVER_TRUE = ENV_TRUE | {"y", "t", "enabled", "enable"}
DRIVER_FALSE = ENV_FALSE | {"n", "f", "disabled", "disable"}
"""What clients take in a parameter of a connection, in any case; each takes some of them."""
FLAG_WORDS = ENV_TRUE | ENV_FALSE | {"enabled", "disabled"}
"""What the variable of a feature's flag holds, in any case."""
GO_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}
"""What Go's `strconv.ParseBool` takes, and with it the flags of Kubernetes' programs."""
_CONSTANTS = ENV_TRUE | ENV_FALSE | {"", "null", "none", "~", "{}", "[]"}


def is_constant(text: str) -> bool:
    """Whether a value is a boolean, nothing, or empty."""
    return text.lower() in _CONSTANTS
