"""What is hidden in a file of YAML or JSON: every key and every value by where it stands, and whatever is neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence as Many

from infracheck.knowledge.words.showable import Range, is_ordinary
from infracheck.report.shown.arguments import is_program_name, strict_argument
from infracheck.report.shown.config_text import hide_in_file
from infracheck.report.shown.hidden import Cover, Wanted
from infracheck.report.shown.values import Above, is_plain_key, value_ranges
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_COMMANDS = ("args", "command")
# of a kustomization; a text below it is an object, or a list of operations
_PATCH, _PATCHES = "patch", "patchesStrategicMerge"
_LEFT_OVER = re.compile(r"(?<!\S)#[^\n]*|[^\s{}\[\],]+")
_PUNCTUATION = re.compile(r"[-:?]+|\.\.\.|\ufeff")
_PROPERTY = re.compile(r"(?:!!|[&*])([A-Za-z][\w-]{0,40})")
_PROPERTY_SIGNS = ("!", "&")
_PROPERTIES = re.compile(r"(?:[!&]\S*\s*)+")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]{0,2}")
_WAIVER = re.compile(r"#\s*infracheck:\s*ignore(?:\[[a-z0-9:, -]*\])?")
# two keys and dashes before the first of them: what is left of a line that does not parse
_BROKEN_LINE = re.compile(r"""\s*(?:-\s+)*(?:(?P<key>["']?[\w][\w./-]{0,60}["']?)\s*:(?:\s+|$))?""")
_MARKERS = ("---", "...", "-")
_MOST_WAYS = 4


def hidden_in_yaml(source: Source, documents: Many[Document], wanted: Wanted) -> list[Range]:
    """What no output may show of a file, of which these documents could be read.

    What is not wanted is not looked at, and hidden.
    """
    cover = Cover(source.text)
    is_shared = "&" in source.text and "*" in source.text
    read = [(document.root.start, document.root.end) for document in documents]
    for document in documents:
        _Walk(cover, wanted, is_shared=is_shared).node(document.root, "", Above())
    rest = cover.rest()
    inside = Wanted(read)
    for start, end in wanted.ranges:
        cover.hidden.extend(_hidden_of_lines(rest, start, end, inside))
    return cover.hidden


class _Walk:
    """Goes through a tree, and keeps in mind under which keys each value stands."""

    __slots__ = ("_cover", "_is_shared", "_wanted", "_ways")

    def __init__(self, cover: Cover, wanted: Wanted, *, is_shared: bool) -> None:
        self._cover = cover
        self._wanted = wanted
        self._is_shared = is_shared
        # where an alias makes several ways lead to a node, what is hidden on one of them is hidden
        self._ways: dict[int, set[tuple[str, Above]]] = {}

    def node(self, node: Node, key: str, above: Above) -> None:
        if type(node) is Scalar:
            self._scalar(node, value_ranges(node.text, key, above, None))
        elif self._is_new(node, key, above):
            if type(node) is Mapping:
                self._mapping(node, above)
            else:
                assert type(node) is Sequence
                self._sequence(node, key, above)

    def _is_new(self, node: Node, key: str, above: Above) -> bool:
        if not self._is_shared:
            return self._wanted.meets(node.start, node.end)
        ways = self._ways.setdefault(id(node), set())
        way = (key, above)
        if len(ways) == _MOST_WAYS:
            # of one with more ways nothing is shown: to go each of them may take for ever
            self._cover.hide(node.start, node.end)
        if way in ways or len(ways) >= _MOST_WAYS:
            return False
        ways.add(way)
        return True

    def _mapping(self, node: Mapping, above: Above) -> None:
        written = node.values.get("name")
        name = written.text if type(written) is Scalar else None
        kind = node.values.get("kind")
        is_config_map = type(kind) is Scalar and kind.text == "ConfigMap"
        declared = _declared_in(node) or above.declared
        for text, value in node.values.items():
            if not self._is_shared and not self._wanted.meets(value.key_at, value.end):
                continue
            key = node.key(text)
            start = self._start_of(key)
            self._cover.show(start, key.end, () if is_plain_key(key.text) else ((start, key.end),))
            if type(value) is not Scalar:
                is_config = is_config_map and key.text == "data" and type(value) is Mapping
                self.node(value, key.text, above.below(key.text, is_config=is_config, declared=declared))
            elif key.text == _PATCH and value.style == "|" and not (above.is_config or above.is_veiled):
                self._text_of_yaml(value, above)
            elif above.is_config and (value.style in ("|", ">") or "\n" in value.text.strip()):
                hide_in_file(self._cover, key.text, value)
            else:
                self._scalar(value, value_ranges(value.text, key.text, above, name))

    def _text_of_yaml(self, node: Scalar, above: Above) -> None:
        """Cover a block of text that is YAML itself, as a patch in a kustomization; one that is none is hidden."""
        if not self._wanted.meets(node.start, node.end):
            return
        text, body = self._cover.text, node.body_at
        # blanks in place of what stands before it, for each offset to stay what it is
        source = Source(node.source.path, re.sub(r"[^\n]", " ", text[:body]) + text[body : node.end])
        read = list(read_documents(source, ReadingBudget()))
        documents = [each for each in read if isinstance(each, Document) and type(each.root) is not Scalar]
        if len(documents) < len(read):
            self._scalar(node, [(0, len(node.text))])
            return
        self._cover.show(self._start_of(node), body, ())
        for each in documents:
            self.node(each.root, "", above)

    def _sequence(self, node: Sequence, key: str, above: Above) -> None:
        program = before = ""
        for item in node.items:
            if type(item) is not Scalar:
                # what a list holds is below the key of the list
                self.node(item, key, above._replace(is_config=False))
            elif key == _PATCHES and item.style == "|" and not above.is_veiled:
                self._text_of_yaml(item, above)
            elif key in _COMMANDS and not above.is_veiled:
                is_program = key == "command" and not before
                program = item.text if is_program else program
                hidden = strict_argument(item.text, before, program, above.is_reference)
                self._scalar(item, [] if is_program and is_program_name(item.text) else hidden)
                before = item.text
            else:
                self._scalar(item, value_ranges(item.text, key, above._replace(is_config=False), None))

    def _scalar(self, node: Scalar, hidden: list[Range]) -> None:
        """Cover a value; of one that is not written as it is meant, all is hidden or nothing."""
        start, end = self._start_of(node), node.end
        if node.style in ("|", ">"):
            header = _BLOCK_HEADER.match(self._cover.text, start)
            self._cover.show(start, end, [(start if header is None else header.end(), end)])
            return
        if hidden and hidden != [(0, len(node.text))]:
            inner = start + (node.style != "")
            is_verbatim = self._cover.text.startswith(node.text, inner)
            hidden = [(inner + first, inner + last) for first, last in hidden] if is_verbatim else [(start, end)]
        elif hidden:
            hidden = [(start, end)]
        self._cover.show(start, end, hidden)

    def _start_of(self, node: Scalar) -> int:
        """Where a key or a value starts behind its tag and its anchor, which are judged by themselves."""
        if self._cover.text[node.start : node.start + 1] not in _PROPERTY_SIGNS:
            return node.start
        match = _PROPERTIES.match(self._cover.text, node.start, node.end)
        return node.start if match is None else match.end()


def _declared_in(node: Mapping) -> frozenset[str | None]:
    """The variables of a container, with None where a whole object brings more; empty for what is no container."""
    entries = node.values.get("env")
    found: set[str | None] = set()
    for entry in entries.items if type(entries) is Sequence else ():
        written = entry.values.get("name") if type(entry) is Mapping else None
        if type(written) is Scalar:
            found.add(written.text)
    if "envFrom" in node.values:
        found.add(None)
    return frozenset(found)


def _hidden_of_lines(rest: str, start: int, end: int, inside: Wanted) -> Iterator[Range]:
    """What is hidden of what is left over of whole lines, some of which may stand in no document that could be read."""
    while start < end:
        stop = rest.find("\n", start, end)
        stop = end if stop < 0 else stop
        # of a line between documents, nothing is left over but where it could not be read
        judge = _hidden_inside if inside.meets(start, stop) else _hidden_outside
        yield from judge(rest, start, stop)
        start = stop + 1


def _hidden_inside(rest: str, start: int, end: int) -> Iterator[Range]:
    """What is hidden of the text between the keys and the values of a document."""
    for match in _LEFT_OVER.finditer(rest, start, end):
        word = match[0]
        if word[0] == "#":
            yield comment_range(word, match.start())
        elif not _PUNCTUATION.fullmatch(word) and not _is_property(word):
            yield match.span()


def _is_property(word: str) -> bool:
    """Whether a word is a tag of YAML's own, an anchor or an alias, named as people name them."""
    found = _PROPERTY.fullmatch(word.rstrip(":"))
    return found is not None and is_ordinary(found[1])


def _hidden_outside(rest: str, start: int, end: int) -> Iterator[Range]:
    """What is hidden of a line where no document could be read: all but its key."""
    line = rest[start:end]
    bare = line.strip(" \t\r\ufeff,")
    if not bare or bare in _MARKERS:
        return
    first = line.find(bare[0])
    if bare.startswith("--- #"):
        first += 4
    if line[first] == "#":
        yield comment_range(line[first:], start + first)
        return
    found = _BROKEN_LINE.match(line)
    if found is not None and found["key"] is not None and is_plain_key(found["key"].strip("\"'")):
        first = found.end()
    yield start + first, start + len(line.rstrip())


def comment_range(text: str, start: int) -> Range:
    """What is hidden of a comment, which may hold what was commented out: all but a waiver's policies."""
    waiver = _WAIVER.match(text)
    return start + (waiver.end() if waiver is not None else 1), start + len(text.rstrip())
