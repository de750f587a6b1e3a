"""Documents that are templates: a problem in the place of each, and the documents beside it as they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from infracheck.source.text.problem import NOT_RENDERED, SYNTAX, Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import chunks
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

# patterns are compiled when they are first needed: a start is shorter than most of them take
_TEMPLATE = (
    r"(?m)\{\{-?\s*+(?:\.|\$|/\*|if\b|else\b|end\b|range\b|with\b|include\b|template\b|define\b|block\b|toYaml\b|tpl\b)"
    r"|^[ \t]*+\{%|:\s++\{\{"
)
_HELM_VALUE = r"\{\{-?\s*+(?:\.Values\.|\.Release\.|\.Chart\.|include\s)"
_ACTION = "{{"
_BRACES = re.compile(r"\{[{%]")

Read = list[Document | Problem]


def without_templates(source: Source, items: Read) -> Read:
    """What was read, with one problem in the place of each document that is a template.

    A template does not parse, or parses into braces as keys. One that parses, and leaves its own name to Helm, is read
    as it stands, and told of.
    """
    # one sign is found at the speed of memory, two are not
    if "{" not in source.text or _BRACES.search(source.text) is None:
        return items
    found: Read = []
    # a file that parses is not looked through for where its documents start
    parts = _by_document(source, items) if _is_broken(items) else [(0, 0, items)]
    for start, end, part in parts:
        template = _broken_template(source, start, end) if _is_broken(part) else None
        if template is not None:
            found.append(template)
            continue
        for each in part:
            named = _helm_name(each.root) if isinstance(each, Document) else None
            if named is not None:
                found.append(_not_rendered(source, named.start))
            found.append(each)
    return found


def plain_in_chart(source: Source, items: Read) -> Read:
    """What Helm leaves as it stands in a file of a chart: the documents without an action."""
    found: Read = []
    for start, end, part in _by_document(source, items):
        if _ACTION not in source.text[start:end]:
            found.extend(part)
        elif not _is_broken(part):
            found.extend(each for each in part if isinstance(each, Problem) or not _has_action(each.root))
    return found


def _by_document(source: Source, items: Read) -> Iterator[tuple[int, int, Read]]:
    """Where each document of a file starts and ends, with what was read of it."""
    parts = list(chunks(source.text))
    starts = [start for start, _ in parts]

    def number_of(item: Document | Problem) -> int:
        offset = item.root.start if isinstance(item, Document) else item.span.start
        return max(0, bisect_right(starts, offset) - 1)

    for number, part in groupby(items, number_of):
        yield (*parts[number], list(part))


def _is_broken(items: Read) -> bool:
    return any(isinstance(each, Problem) and each.id == SYNTAX for each in items)


def _broken_template(source: Source, start: int, end: int) -> Problem | None:
    match = re.compile(_TEMPLATE).search(source.text, start, end)
    return None if match is None else _not_rendered(source, match.start())


def _not_rendered(source: Source, offset: int) -> Problem:
    place = source.line_span(source.line_of(offset))
    remedy = "Render it first: `helm template . | infracheck scan -`."
    return Problem(NOT_RENDERED, "a template is not a manifest until it is rendered", place, remedy)


def _helm_name(root: Node) -> Scalar | None:
    """The name or the namespace of the object itself, where it is left to Helm."""
    metadata = root.get("metadata") if type(root) is Mapping else None
    if type(metadata) is not Mapping:
        return None
    for key in ("name", "namespace"):
        value = metadata.get(key)
        if type(value) is Scalar and re.search(_HELM_VALUE, value.text) is not None:
            return value
    return None


def _has_action(node: Node) -> bool:
    """Whether a key or a value holds an action of Helm's: a comment may."""
    seen: set[int] = set()
    pending = [node]
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if type(each) is Scalar:
            if _ACTION in each.text:
                return True
        elif type(each) is Mapping:
            if any(_ACTION in key for key in each.values):
                return True
            pending.extend(each.values.values())
        elif type(each) is Sequence:
            pending.extend(each.items)
    return False
