"""The values of a chart and of its subcharts as Helm merges them, each with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infracheck.record import Record
from infracheck.source.render.helm.expressions import EACH
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Items

GLOBAL = "global"
_MOST_ENTRIES = 10_000


class Value(Record):
    """A value with the key that it stands under, and among how many its path can mean it stands where."""

    node: Node
    key: str
    nth: int = 0

    @property
    def place(self) -> Span:
        """Where it is written: its key, with the value where both stand on one line."""
        source, start = self.node.source, self.node.key_at
        if start < 0:
            return self.node.span
        end = min(start + len(self.key), len(source.text))
        if type(self.node) is Scalar and not self.node.is_block and self.node.start >= start:
            whole = source.span(start, max(end, self.node.end))
            return whole if whole.line == whole.end_line else source.span(start, end)
        return source.span(start, end)


def root_of(source: Source) -> Mapping | None:
    """The mapping that a values file, or a Chart.yaml, holds."""
    for each in read_documents(source):
        if not isinstance(each, Problem):
            return each.root if type(each.root) is Mapping else None
    return None


def merged(lower: Node | None, upper: Node | None) -> Node | None:
    """Two values of one key, of which the upper one decides; mappings are merged key by key."""
    if upper is None or lower is None:
        return lower if upper is None else upper
    if type(upper) is not Mapping or type(lower) is not Mapping:
        return upper
    values = dict(lower.values)
    for key, value in upper.values.items():
        both = merged(values.get(key), value)
        if both is not None:
            values[key] = both
    # where both write it, it stands where the upper one does
    made = Mapping(upper.source, upper.start, upper.end, values)
    made.key_at = upper.key_at
    return made


def handed_down(values: Mapping | None, own: Mapping | None, name: str) -> Mapping | None:
    """The values of a subchart: its own ones, below what the chart around it says under its name and `global`."""
    given = None if values is None else values.values.get(name)
    found = merged(own, given if type(given) is Mapping else None)
    shared = None if values is None else values.values.get(GLOBAL)
    if shared is None:
        return found if type(found) is Mapping else None
    beneath = found.values.get(GLOBAL) if type(found) is Mapping else None
    both = merged(beneath, shared)
    base = found if type(found) is Mapping else Mapping(shared.source, shared.start, shared.end, {})
    made = Mapping(base.source, base.start, base.end, {**base.values, **({} if both is None else {GLOBAL: both})})
    made.key_at = base.key_at
    return made


def found_at(root: Node | None, keys: Sequence[str]) -> list[Value]:
    """What stands under a path; one that goes through `EACH` leads to every entry."""
    if root is None:
        return []
    found = [(root, "")]
    for key in keys:
        found = [step for node, _ in found for step in _steps(node, key)][:_MOST_ENTRIES]
    return [Value(node, name, nth) for nth, (node, name) in enumerate(found)]


def _steps(node: Node, key: str) -> Iterator[tuple[Node, str]]:
    if type(node) is Mapping:
        if key == EACH:
            yield from ((value, name) for name, value in node.values.items())
        elif key in node.values:
            yield node.values[key], key
    elif type(node) is Items:
        for number, item in enumerate(node.items):
            if key in (EACH, str(number)):
                yield item, str(number)
