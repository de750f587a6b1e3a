"""Whether a text can hold a Kubernetes object at all, told without parsing it."""

from __future__ import annotations

import re

from infracheck.source.yaml.binary import may_hold_binary

# in double quotes, YAML and JSON spell letters by their numbers, and YAML joins lines behind a backslash
_ESCAPE = r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(?:\r\n?|[\n\x85\u2028\u2029])[ \t]*+)"
_KUBERNETES_LINE = r"(?m)^[ \t]*+(?:[{\-][ \t]*+)?[\"']?(?:apiVersion|kind)[\"']?[ \t]*+:"


def may_hold_objects(text: str) -> bool:
    """Whether any reading of a text could give an object: every object says `apiVersion`, in one spelling or another.

    What is refused here is skipped, so this may be wrong in one way only: it may say yes of a text that holds none.
    """
    if "apiVersion" in text:
        return True
    if "\\" in text and "apiVersion" in with_escapes_decoded(text):
        return True
    return may_hold_binary(text)


def looks_meant(text: str) -> bool:
    """Whether a line names a kind or an apiVersion, as one that is meant for Kubernetes does."""
    return _names_kind(text) or ("\\" in text and _names_kind(with_escapes_decoded(text)))


def _names_kind(text: str) -> bool:
    # a word is found at the speed of memory, a line is not
    return ("kind" in text or "apiVersion" in text) and re.search(_KUBERNETES_LINE, text) is not None


def with_escapes_decoded(text: str) -> str:
    """The text with whatever may be an escape for a letter or a joined line decoded, wherever it stands."""
    return re.sub(_ESCAPE, _decoded, text)


def _decoded(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2] or escape[3] or "0", 16)
    return chr(number) if 0 < number <= 0x10FFFF else ""
