"""Image references of which no more than the end is known."""

from __future__ import annotations

import re

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.image_grammar import is_filled_in, is_tag
from infracheck.model.base.values import ImageReference

# `$(X)`, `${X}`, `$X`, `<image>`, `{{ x }}`, `{x}`, `%X%`, and a name all in capitals
_FILLED_IN = r"\$\{[^{}]*\}|\$\([^()]*\)|\$\w+|\{\{[^{}]*\}\}|\{[^{}]*\}|<[^<>]*>|%\w+%|\A[A-Z][A-Z0-9_-]*(?=:|\Z)"


def as_far_as_known(text: str) -> ImageReference | None:
    """A reference whose tag and digest are known though a placeholder stands before them; None where they are not."""
    marked = re.sub(_FILLED_IN, OPAQUE, text)
    return None if is_filled_in(marked) else with_known_end(marked, text)


def with_known_end(marked: str, written: str) -> ImageReference | None:
    """The same of a reference in which marks stand for what is not known; `written` is how it is shown.

    The marks stay in its repository, which is no more known than its registry.

    Whatever `${REGISTRY}/web:1` stands for, its tag is 1; `${REGISTRY}web` has none, since a registry ends with a
    slash; `${BASE}-slim` may be anything.
    """
    name, at, digest = marked.partition("@")
    last = name.rpartition("/")[2]
    head, colon, tag = last.rpartition(":")
    if colon:
        is_known = bool(head) and is_tag(tag)
    else:
        is_known = last.removeprefix(OPAQUE)[:1].isalnum() and OPAQUE not in last[1:]
    if not is_known or OPAQUE in digest or (at and not digest):
        return None
    path = name.removesuffix(f":{tag}") if colon else name
    return ImageReference(written, None, path, tag if colon else None, digest or None)
