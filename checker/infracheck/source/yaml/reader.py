"""YAML text to positioned trees, through PyYAML's composer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from infracheck.source.text.limits import CHARACTERS_A_NODE, ReadingBudget
from infracheck.source.text.problem import DUPLICATE_KEY, ENCODING, LIMIT, SYNTAX, Complaints, Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.binary import may_hold_binary, with_binary_decoded
from infracheck.source.yaml.composing import compose
from infracheck.source.yaml.opaque import KEY, cuts_of, without
from infracheck.source.yaml.size import has_more_nodes
from infracheck.source.yaml.tags import has_tags, mistagged
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

# a document starts or ends at column 1, whatever stands open: YAML 1.1, section 9.2; its lines end as section 4.2 says
_MARKER = r"(?:(?<=[\n\r\x85\u2028\u2029])|\A)\ufeff?(?:---|\.\.\.)(?=[ \t\n\r\x85\u2028\u2029]|\Z)"
# the sign stands first in both patterns: then the search for it is as fast as memchr
_ANCHOR = re.compile(r"&(?<=[\s\[{,:?-]&)(?=[^\s&])")
_ALIAS = re.compile(r"\*(?<=[\s\[{,:?-]\*)(?=[^\s*])")
_JOINED = r"(?:---[ \t\r]*[\n\r\x85\u2028\u2029])?\ufeff+"
_BARE = r"(?:\ufeff|[ \t]*+(?:[#%][^\n\r\x85\u2028\u2029]*+)?(?:[\n\r\x85\u2028\u2029]|\Z))*\Z"
_SURROGATE = "[\ud800-\udfff]"
_TAB_INDENT = r"[ ]*\t"


def read_documents(source: Source, budget: ReadingBudget | None = None) -> list[Document | Problem]:
    """The documents of a YAML stream, in order; one that is broken is a problem and hides no other."""
    found = _documents(source, budget or ReadingBudget())
    if has_tags(source.text):
        found.extend(problem for each in list(found) if isinstance(each, Document) for problem in mistagged(each))
    return found


def _documents(source: Source, budget: ReadingBudget) -> list[Document | Problem]:
    text = source.text
    if not text.isascii() and (half := re.search(_SURROGATE, text)) is not None:
        message = "an unpaired surrogate, which cannot be encoded"
        return [Problem(ENCODING, message, source.span(half.start(), half.end()), "Write the complete character.")]
    # without an alias nothing is shared, and nothing can unfold
    shared = "&" in text and _ALIAS.search(text) is not None and _ANCHOR.search(text) is not None
    if KEY in text and not shared:
        read = _read_around(source, budget)
        if read is not None:
            return read
    if has_more_nodes(text, budget.limits.nodes):
        message = f"more than {budget.limits.nodes:,} keys and values; not read"
        return [Problem(LIMIT, message, source.line_span(1), "Split the file.")]
    converter = _Converter(source, 0, budget, Complaints(budget.limits.problems), shared=shared)
    used = budget.nodes, budget.aliased
    try:
        _add_all(converter, compose(text))
    except yaml.YAMLError:
        # the file is read again, part by part: it counts once
        budget.nodes, budget.aliased = used
        return _read_chunks(source, budget, shared=shared)
    return converter.found.items


def _read_chunks(source: Source, budget: ReadingBudget, *, shared: bool) -> list[Document | Problem]:
    """The documents of a stream that is broken somewhere, each parsed by itself."""
    found: Complaints[Document] = Complaints(budget.limits.problems)
    limits, used = budget.limits, budget.nodes
    for number, (start, end) in enumerate(chunks(source.text)):
        converter = _Converter(source, start, budget, found, shared=shared)
        if number == limits.documents:
            converter.refuse(start, f"more than {limits.documents} documents in one file", "Split the file.")
            break
        if budget.nodes - used > limits.nodes or has_more_nodes(source.text[start:end], limits.nodes):
            converter.refuse(start, f"more than {limits.nodes:,} keys and values; not read", "Split the file.")
            break
        _read_chunk(converter, end)
    return found.items


def _add_all(converter: _Converter, roots: Iterator[Any]) -> None:
    most = converter.budget.limits.documents
    for number, root in enumerate(roots):
        if number == most:
            start = root.start_mark.index + converter.base
            converter.refuse(start, f"more than {most} documents in one file", "Split the file.")
            return
        converter.add(root)


def _read_around(source: Source, budget: ReadingBudget) -> list[Document | Problem] | None:
    """The documents of a text without its opaque blocks; None where it has none, or they are not what they seem."""
    cuts = cuts_of(source.text)
    if not cuts:
        return None
    text = without(source.text, cuts)
    if has_more_nodes(text, budget.limits.nodes):
        return None
    converter = _Converter(source, 0, budget, Complaints(budget.limits.problems), shared=False)
    converter.cuts = {cut.start: cut.shift for cut in cuts}
    used = budget.nodes
    try:
        for root in compose(text):
            converter.add(root)
    except yaml.YAMLError:
        budget.nodes = used
        return None
    found = converter.found.items
    # one that was no key's value stood in a string, which must be kept as it is
    if converter.cuts or len(found) > budget.limits.documents:
        budget.nodes = used
        return None
    return found


def chunks(text: str) -> Iterator[tuple[int, int]]:
    """Where each document of a stream starts and ends, without parsing it."""
    start = 0
    for match in re.finditer(_MARKER, text):
        cut = match.start()
        # directives belong to the document whose marker follows them
        if match[0].endswith("...") or re.compile(_BARE).match(text, start, cut):
            if match[0].endswith("..."):
                yield start, cut
                start = match.end()
            continue
        yield start, cut
        start = cut
    yield start, len(text)


def _read_chunk(converter: _Converter, end: int) -> None:
    source, start = converter.source, converter.base
    # files joined by `cat` bring their byte order marks along, which libyaml takes at the very start alone
    marks = re.compile(_JOINED).match(source.text, start, end)
    converter.base = start = marks.end() if marks is not None else start
    try:
        for root in compose(source.text[start:end]):
            converter.add(root)
    except yaml.YAMLError as error:
        converter.found.complain(_syntax_problem(source, error, start, end))


def _syntax_problem(source: Source, error: yaml.YAMLError, start: int, end: int) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = mark.index if mark else getattr(error, "position", 0)
    offset = min(start + position, max(start, end - 1))
    message = str(getattr(error, "problem", None) or getattr(error, "reason", "cannot be read"))
    if "nesting depth" in message:
        return Problem(
            LIMIT, "nested too deeply to be parsed", source.line_span(source.line_of(offset)), "Reduce the nesting."
        )
    if "alias" in message and isinstance(error, yaml.composer.ComposerError):
        # libyaml quotes the name, which may be a password that starts with a star
        message = "an alias to an anchor that is not defined in this document"
    line = source.line_of(offset)
    if re.match(_TAB_INDENT, source.line_text(line)) and "token" in message:
        message = "tabs cannot be used for indentation"
    remedy = "Fix the YAML syntax; the file's other documents were scanned."
    return Problem(SYNTAX, f"invalid YAML: {message}", source.line_span(line), remedy)


class _RefusedError(Exception):
    """A document is left out, because of this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Converter:
    """Turns the composer's nodes into ours: keys settled, merges done, aliases shared."""

    __slots__ = ("base", "budget", "cuts", "found", "has_aliases", "has_binary", "limits", "shared", "source")

    def __init__(
        self, source: Source, base: int, budget: ReadingBudget, found: Complaints[Document], *, shared: bool
    ) -> None:
        self.source = source
        self.base = base
        self.budget = budget
        self.limits = budget.limits
        self.found = found
        self.has_aliases = shared
        self.has_binary = may_hold_binary(source.text)
        self.shared: dict[int, Node] | None = None
        # by the offset of a block that the composer did not see: how far what follows it has moved
        self.cuts: dict[int, int] = {}

    def add(self, root: yaml.Node) -> None:
        """Convert a document; one that is refused leaves a problem in its place."""
        try:
            if self.has_aliases:
                self.weigh(root)
                self.shared = {}
            if self.has_binary:
                for broken in with_binary_decoded(root):
                    self._report(SYNTAX, "invalid YAML: !!binary requires base64", broken.start_mark.index + self.base)
            self.found.items.append(Document(self.source, self.convert(root, 0)))
        except _RefusedError as refused:
            self.found.complain(refused.problem)

    def refuse(self, offset: int, message: str, remedy: str) -> None:
        """Leave a problem in the place of a document."""
        self.found.items.append(Problem(LIMIT, message, self._line(offset), remedy))

    def convert(self, node: yaml.Node, depth: int) -> Node:
        if type(node) is yaml.ScalarNode:
            return self._scalar(node)
        if self.shared is not None and (known := self.shared.get(id(node))) is not None:
            return known
        start = node.start_mark.index + self.base
        if depth > self.limits.depth:
            raise _RefusedError(self._too_deep(start))
        tree: Node
        # the end comes last: the base may have moved on the way
        self.budget.nodes += len(node.value)
        if type(node) is yaml.MappingNode:
            values, keys = self._entries(node, start, depth + 1)
            tree = Mapping(self.source, start, node.end_mark.index + self.base, values, keys)
        else:
            items = [self.convert(item, depth + 1) for item in node.value]
            tree = Sequence(self.source, start, node.end_mark.index + self.base, items)
        if self.shared is not None:
            self.shared[id(node)] = tree
        return tree

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        base = self.base
        start, end = node.start_mark.index + base, node.end_mark.index + base
        return Scalar(self.source, start, end, node.value, node.style or "", node.tag)

    def _entries(
        self, node: yaml.MappingNode, start: int, depth: int
    ) -> tuple[dict[str, Node], dict[str, Scalar] | None]:
        """The values of a mapping, and the keys that do not simply stand before them."""
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        merged: list[Node] = []
        source, base, convert, plain = self.source, self.base, self.convert, yaml.ScalarNode
        after = start
        for key_node, value_node in node.value:
            if type(key_node) is not plain:
                message = "a key must be a string, not a mapping or a sequence"
                self._report(SYNTAX, message, key_node.start_mark.index + base)
                continue
            text = key_node.value
            begin = key_node.start_mark.index
            # quotes, a tag and an anchor make a key longer than its text; an alias stands elsewhere
            is_plain = key_node.end_mark.index - begin == len(text) and self.shared is None
            begin += base
            key = None if is_plain else self._key(key_node, value_node, after)
            value: Node
            # scalars are made here and not in a function: half of all the time of a conversion is theirs
            if type(value_node) is plain:
                value = Scalar(
                    source, value_node.start_mark.index + base, value_node.end_mark.index + base, value_node.value,
                    value_node.style or "", value_node.tag,
                )  # fmt: skip
            elif text == KEY and type(value_node) is yaml.MappingNode:
                at = value_node.start_mark.index + base
                self.base = base = base + self.cuts.pop(at, 0)
                value = Mapping(source, at, value_node.end_mark.index + base, {})
            else:
                value = convert(value_node, depth)
                base = self.base
            value.key_at = begin
            if text in values:
                message = "duplicate key in one mapping: only the last one takes effect"
                if self.found.takes(DUPLICATE_KEY):
                    place = source.span(begin, begin + len(text)) if key is None else key.span
                    self.found.complain(Problem(DUPLICATE_KEY, message, place, "Remove the duplicate."))
                keys.pop(text, None)
            elif text in _UNUSUAL_KEYS and not key_node.style:
                if text == "<<":
                    merged.append(value)
                else:
                    self._report(SYNTAX, "a key must be a string, not null", begin if key is None else key.start)
                continue
            if key is not None:
                keys[text] = key
                after = max(after, key.end, value.end)
            values[text] = value
        for each in merged:
            self._merge(values, keys, each)
        return values, keys or None

    def _key(self, node: yaml.ScalarNode, value: yaml.Node, after: int) -> Scalar:
        """A key as it stands, behind the entries before it.

        One that is an alias stands where the star is: of such a one the composer tells where its anchor is.
        """
        key = self._scalar(node)
        if key.start >= after:
            return key
        before = value.start_mark.index + self.base
        star = self.source.text.find("*", after, before if before > after else len(self.source.text))
        return key if star < 0 else Scalar(self.source, star, star + 1, key.text, key.style, key.tag)

    def _merge(self, values: dict[str, Node], keys: dict[str, Scalar], merged: Node) -> None:
        """YAML 1.1, merge key type: an own key beats a merged one, an earlier mapping a later one."""
        for mapping in merged.items if type(merged) is Sequence else [merged]:
            if type(mapping) is not Mapping:
                self._report(SYNTAX, "a merge key requires a mapping or a sequence of mappings", mapping.start)
                continue
            for name, value in mapping.values.items():
                if name not in values:
                    values[name] = value
                    keys[name] = mapping.key(name)

    def weigh(self, root: yaml.Node) -> None:
        """Refuse what would grow out of bounds, were its aliases written out, and what contains itself."""
        weights: dict[int, int] = {}
        written: list[int] = []
        self._weigh(root, weights, written, 0)
        added = weights[id(root)] - sum(written)
        if added > self.limits.weight:
            message = "aliases that expand beyond the size limit"
        elif self.budget.aliased + added > self.limits.weight:
            message = "aliases that expand beyond the size limit, together with those of earlier documents"
        else:
            self.budget.aliased += added
            return
        place = self._line(root.start_mark.index + self.base)
        raise _RefusedError(Problem(LIMIT, message, place, "Write the values out, or use fewer aliases."))

    def _weigh(self, node: yaml.Node, weights: dict[int, int], written: list[int], depth: int) -> int:
        known = weights.get(id(node))
        if known is not None:
            if known < 0:
                place = self._line(node.start_mark.index + self.base)
                raise _RefusedError(
                    Problem(SYNTAX, "a value that contains itself through an alias", place, "Remove the alias.")
                )
            return known
        if depth > self.limits.depth:
            raise _RefusedError(self._too_deep(node.start_mark.index + self.base))
        weights[id(node)] = -1
        weight = 1 + len(node.value) // CHARACTERS_A_NODE if type(node) is yaml.ScalarNode else 1
        written.append(weight)
        for child in _children(node):
            weight += self._weigh(child, weights, written, depth + 1)
        weights[id(node)] = weight
        return weight

    def _too_deep(self, offset: int) -> Problem:
        message = f"nested deeper than {self.limits.depth} levels"
        return Problem(LIMIT, message, self._line(offset), "Reduce the nesting.")

    def _line(self, offset: int) -> Span:
        return self.source.line_span(self.source.line_of(offset))

    def _report(self, id: str, message: str, offset: int) -> None:  # noqa: A002  the field's name
        if self.found.takes(id):
            self.found.complain(Problem(id, message, self._line(offset), "Write the key as a string."))


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if type(node) is yaml.MappingNode:
        for entry in node.value:
            yield from entry
    elif type(node) is yaml.SequenceNode:
        yield from node.value


_UNUSUAL_KEYS = frozenset(("<<", "", "~", "null", "Null", "NULL"))
