"""Where in a YAML or JSON file a line stands, told from the text round it."""

from __future__ import annotations

import re
from functools import lru_cache

from infracheck.record import Record
from infracheck.source.span import Source

_FARTHEST = 5_000
_LONGEST = 300
_LINE = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)"
    r"(?P<key>\"[^\"]*\" *|'[^']*' *|[^\s:#{}\[\],&*!|>%@`-][^:#{}]*):(?P<rest>\s.*|)"
)
_TAGGED = r"\s*(?:[&!]\S*\s+)*(?:[&!]\S*)?"
_OPENING = re.compile(_TAGGED + r"(?:[|>][-+0-9]*)?[{\[]?\s*(?:\s#.*)?")
_TEXT = re.compile(_TAGGED + r"[|>][-+0-9]*\s*(?:\s#.*)?")
_NO_CONTENT = re.compile(r"[{}\[\],\s]*(?:#.*)?")


class Context(Record):
    """The keys above a line, the outermost first, and the name beside it in its mapping.

    `block` is the key whose block of text holds the line; `in_list` says that the line is an item of the last parent.
    """

    parents: tuple[str, ...]
    name: str | None
    block: str | None
    in_list: bool


class _Above(Record):
    """A line above: the columns of its first mark and of its key, its key, and the rest; no key for a bare dash."""

    first: int
    at: int
    key: str
    rest: str


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
    # what encloses the line stands left of the threshold; a list may stand right below its own key
    threshold, below_key = indent, in_list
    indents, tails = _indents_of(source), _tails_of(source)
    passed: list[tuple[_State, int, str | None]] = []
    for number in range(line - 1, max(0, line - _FARTHEST), -1):
        if threshold == 0 and not below_key:
            break
        # deeper lines matter to the name beside this one alone
        if indents[number - 1] > (threshold if parents else column):
            continue
        written = source.line_text(number)
        if written.startswith(("---", "...")):
            threshold = 0
            break
        if parents or name is not None:
            state = (number, threshold, below_key)
            if state in tails:
                above_parents, above_block = tails[state]
                parents.extend(above_parents)
                block = above_block or block
                threshold = 0
                break
            passed.append((state, len(parents), block))
        above = _read(written, column, threshold)
        if above is None:
            continue
        if above.key == "name" and above.at == column and not parents and (above.first < column or not in_list):
            name = above.rest.strip(" \"',") if name is None else name
        if above.at < threshold or (below_key and above.at == threshold and above.first == above.at):
            if not _OPENING.fullmatch(above.rest):
                return None
            block = above.key if _TEXT.fullmatch(above.rest) else block
            parents.extend(filter(None, (above.key,)))
            threshold, below_key = above.at, False
        if above.first < threshold or (above.first < above.at and above.first <= threshold):
            threshold, below_key = above.first, True
    else:
        # what is further up was not looked at: of that nothing can be kept
        passed = passed if line <= _FARTHEST else []
    if threshold:
        return None
    for state, count, before in passed:
        tails[state] = (tuple(parents[count:]), block if block != before else None)
    return Context(tuple(reversed(parents)), name, block, in_list)


_State = tuple[int, int, bool]
_Tail = tuple[tuple[str, ...], str | None]


@lru_cache(maxsize=4)
def _tails_of(source: Source) -> dict[_State, _Tail]:
    """What encloses the places that were gone past already: of a long list, each item asks for the same again."""
    return {}


@lru_cache(maxsize=4)
def _indents_of(source: Source) -> list[int]:
    """By how much each line is indented; a blank one by more than any."""
    return [len(line) - len(line.lstrip(" ")) if line.strip() else len(source.text) for line in source.text.split("\n")]


def _read(text: str, column: int, threshold: int) -> _Above | None:
    """A line above, None for one that holds nothing which matters to a line in this column."""
    bare = text.lstrip(" ")
    indent = len(text) - len(bare)
    if indent > column:
        return None
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + text[_LONGEST:].strip()[:1]
    found = _LINE.fullmatch(text)
    if found is not None:
        return _Above(indent, indent + len(found["dashes"]), found["key"].strip(" \"'"), found["rest"])
    if indent >= threshold or _NO_CONTENT.fullmatch(bare):
        return None
    if re.fullmatch(r"-\s*(?:\s#.*)?", bare):
        return _Above(indent, column, "", "")
    # text of several lines, or flow style: what it encloses cannot be told
    return _Above(indent, indent, "", "?")


def kind_of(source: Source, line: int) -> str:
    """The kind of the document that a line is in, blank where it is not written once at the margin."""
    start = source.line_starts[line - 1]
    first = max(source.text.rfind("\n---", 0, start), 0)
    last = source.text.find("\n---", start)
    document = source.text[first : last if last >= 0 else len(source.text)]
    kinds = re.findall(r"^kind:\s*[\"']?(\w+)", document, re.MULTILINE)
    return kinds[0] if len(kinds) == 1 else ""
