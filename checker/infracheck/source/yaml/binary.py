"""Scalars tagged `!!binary`, which Kubernetes' reader decodes into strings."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

import yaml

_TAG = "tag:yaml.org,2002:binary"
# a tag may be written with escapes, and by a prefix that a directive declares
_ESCAPED_TAG = re.compile(r"![^\s%!]*+%")


def may_hold_binary(text: str) -> bool:
    """Whether a text can hold the tag at all, in whatever spelling."""
    if "!" not in text:
        return False
    return "binary" in text or "%TAG" in text or ("%" in text and _ESCAPED_TAG.search(text) is not None)


def with_binary_decoded(root: yaml.Node) -> Iterator[yaml.Node]:
    """Put the string in the place of each binary scalar, keys too; yields those that are no base64."""
    seen: set[int] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if type(node) is yaml.ScalarNode:
            if node.tag == _TAG and not _decode(node):
                yield node
        elif type(node) is yaml.MappingNode:
            pending.extend(child for entry in reversed(node.value) for child in reversed(entry))
        else:
            pending.extend(reversed(node.value))


def _decode(node: yaml.ScalarNode) -> bool:
    try:
        node.value = base64.b64decode("".join(node.value.split()), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return False
    return True
