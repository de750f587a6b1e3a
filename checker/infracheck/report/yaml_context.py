"""Where in a YAML or JSON file a line stands, told from the text round it."""

from __future__ import annotations

import re
from typing import NamedTuple

from infracheck.source.span import Source

_FARTHEST = 5_000
_LONGEST = 300
_LINE = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)"
    r"(?P<key>\"[^\"]*\" *|'[^']*' *|[^\s:#{}\[\],&*!|>%@`-][^:#{}]*):(?P<rest>\s.*|)"
)
_OPENING = re.compile(r"\s*(?:[&!]\S+\s*)*(?:[|>][-+0-9]*)?[{\[]?\s*(?:\s#.*)?")
_TEXT = re.compile(r"\s*(?:[&!]\S+\s*)*[|>][-+0-9]*\s*(?:\s#.*)?")


class Context(NamedTuple):
    """The keys above a line, the outermost first, and the name beside it in its mapping.

    `block` is the key whose block of text holds the line; `in_list` says that the line is an item of the last parent.
    """

    parents: tuple[str, ...]
    name: str | None
    block: str | None
    in_list: bool


def context_of(source: Source, line: int) -> Context | None:
    """Where a line stands; None where the text round it does not tell."""
    text = source.line_text(line)
    stripped = text.lstrip(" ")
    indent = len(text) - len(stripped)
    if line > 1 and indent == 0 and source.text.lstrip()[:1] in ("{", "["):
        return None
    in_list = stripped.startswith("- ")
    column = indent + len(re.match(r"(?:- +)*", stripped)[0])  # type: ignore[index]
    parents: list[str] = []
    name = block = None
    threshold, dash = indent, in_list
    for number in range(line - 1, max(0, line - _FARTHEST), -1):
        if threshold == 0 and not dash:
            break
        above = source.line_text(number)
        if above.startswith(("---", "...")):
            break
        if len(above) > _LONGEST:
            above = above[:_LONGEST] + above[_LONGEST:].strip()[:1]
        bare = above.lstrip(" ")
        if len(above) - len(bare) > column:
            continue
        found = _LINE.fullmatch(above)
        if found is None:
            if bare.startswith("- ") and len(above) - len(bare) < threshold:
                threshold, dash = len(above) - len(bare), True
            continue
        key = found["key"].strip(" \"'")
        first, at = len(found["indent"]), len(found["indent"]) + len(found["dashes"])
        if at == column and not parents and key == "name" and (first < at or not in_list) and name is None:
            name = found["rest"].strip(" \"',")
        if at < threshold or (dash and at == threshold and first == at):
            if not _OPENING.fullmatch(found["rest"]):
                return None
            block = key if _TEXT.fullmatch(found["rest"]) else block
            parents.append(key)
            threshold, dash = at, False
        if first < threshold or (first < at and first <= threshold):
            threshold, dash = first, True
    else:
        if threshold > 0:
            return None
    return Context(tuple(reversed(parents)), name, block, in_list)


def kind_of(source: Source, line: int) -> str:
    """The kind of the document that a line is in, blank where it is not written once at the margin."""
    start = source.line_starts[line - 1]
    first = max(source.text.rfind("\n---", 0, start), 0)
    last = source.text.find("\n---", start)
    document = source.text[first : last if last >= 0 else len(source.text)]
    kinds = re.findall(r"^kind:\s*[\"']?(\w+)", document, re.MULTILINE)
    return kinds[0] if len(kinds) == 1 else ""
