"""The syntax of labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import KubernetesObject, Metadata, Severity, Violation, policy

_MOST = 63
_MOST_OF_PREFIX = 253
_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")
_PREFIX = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
# a tool fills it in before the object is applied
_PLACEHOLDER = re.compile(r"\$|\{\{|<[^<>]*>|@[^@]*@|%[^%]*%")


@policy("invalid-label", category="metadata", severity=Severity.MEDIUM, recommended=False)
def invalid_label(resource: KubernetesObject) -> Iterator[Violation]:
    """The labels of an object follow the syntax of labels.

    The API server refuses an object with another. Kubernetes documentation, "Labels and Selectors", "Syntax and
    character set": a value has up to 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or a
    digit; a key is such a name, with a DNS name and a slash before it where it has a prefix. This applies to the object
    and to its pod template. Not reported: placeholders such as `${VERSION}`.

    Fix: Write a value of letters, digits, `-`, `_` and `.`, or move the text to an annotation.
    """
    for metadata in resource.all_metadata:
        for key, value in metadata.labels.items():
            fault = _fault_of(key, value)
            if fault:
                yield metadata.violation(fault, at=metadata.place(Metadata.labels, key))


def _fault_of(key: str, value: str) -> str:
    prefix, slash, name = key.rpartition("/")
    if _PLACEHOLDER.search(key):
        return ""
    if not _is_name(name):
        return f"label {key} has an invalid name"
    if slash and (len(prefix) > _MOST_OF_PREFIX or not _PREFIX.fullmatch(prefix)):
        return f"label {key} has an invalid prefix"
    if value and not _is_name(value) and not _PLACEHOLDER.search(value):
        return f"label {key} has an invalid value{f' of {len(value)} characters' if len(value) > _MOST else ''}"
    return ""


def _is_name(text: str) -> bool:
    return len(text) <= _MOST and _NAME.fullmatch(text) is not None
