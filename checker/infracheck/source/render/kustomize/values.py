"""Values compared as Kubernetes reads them, and lists as Kustomize merges them."""

from __future__ import annotations

from infracheck.source.text.numerals import number
from infracheck.source.yaml.tree import TRUE, Mapping, Node, Scalar, Sequence

# the merge keys of the lists that Kubernetes knows, the commonest first
_MERGE_KEYS = (
    "name", "mountPath", "devicePath", "containerPort", "port", "key", "ip", "topologyKey", "uid", "type", "kind",
)  # fmt: skip
_MOST_PAIRS = 1_000


def value_of(scalar: Scalar) -> str:
    """A scalar as it is printed again: `yes` is true, 0x10 is 16."""
    kind = scalar.kind
    if kind == "bool":
        return "true" if scalar.text in TRUE else "false"
    if kind == "null":
        return "null"
    if kind in ("int", "float"):
        return str(number(scalar.text))
    return scalar.text


def content_of(node: Node) -> str:
    """What a tree holds as one text, the same for trees that differ in the order of their keys alone."""
    if type(node) is Scalar:
        return repr(value_of(node))
    if type(node) is Mapping:
        inside = (f"{key!r}:{content_of(value)}" for key, value in sorted(node.values.items()))
        return f"{{{','.join(inside)}}}"
    assert type(node) is Sequence
    return f"[{','.join(map(content_of, node.items))}]"


def is_same(one: Node, other: Node) -> bool:
    """Whether two trees hold the same, whatever the order of their keys."""
    return content_of(one) == content_of(other)


class Counterparts:
    """Which item of a list became which of another one, each pair of lists compared once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Sequence, Sequence, list[Node | None]]] = {}

    def counterpart(self, made: Sequence, index: int, other: Sequence) -> Node | None:
        """The item of another list that became an item of this one: by merge key, else by content, else by place."""
        pair = id(made), id(other)
        known = self._known.get(pair)
        if known is None:
            # kept with both, so that no other list takes their ids
            known = self._known[pair] = made, other, _counterparts(made, other)
        return known[2][index]


def _counterparts(made: Sequence, other: Sequence) -> list[Node | None]:
    by_mark: dict[str, list[Node]] = {}
    for each in other.items:
        by_mark.setdefault(_mark(each), []).append(each)
    by_content: dict[str, Node] | None = None
    found: list[Node | None] = []
    for item in made.items:
        alike = by_mark.get(_mark(item), [])
        if len(alike) > 1 and type(item) is Scalar:
            # one that is written several times is met in its order
            found.append(alike.pop(0))
        elif len(alike) > 1:
            by_content = by_content or {content_of(each): each for each in reversed(other.items)}
            found.append(by_content.get(content_of(item)))
        else:
            found.append(alike[0] if alike else None)
    _pair_the_rest(made, other, found)
    return found


def _pair_the_rest(made: Sequence, other: Sequence, found: list[Node | None]) -> None:
    """Pair what was changed or renamed: with what it shares most entries with, else with what stands in its place."""
    taken = {id(each) for each in found}
    left = [each for each in other.items if type(each) is not Scalar and id(each) not in taken]
    open_now = [index for index, each in enumerate(found) if each is None and type(made.items[index]) is not Scalar]
    if len(open_now) * len(left) <= _MOST_PAIRS:
        for index in open_now:
            shared = [_shared(made.items[index], each) for each in left]
            if any(shared):
                found[index] = left.pop(shared.index(max(shared)))
    if len(other.items) == len(made.items):
        ids = {id(each) for each in left}
        for index in open_now:
            beside = other.items[index]
            if found[index] is None and id(beside) in ids and type(beside) is type(made.items[index]):
                found[index] = beside


def _shared(one: Node, other: Node) -> int:
    """How many entries two mappings share."""
    if type(one) is not Mapping or type(other) is not Mapping:
        return 0
    return sum(1 for key, value in one.values.items() if key in other.values and is_same(value, other.values[key]))


def _mark(item: Node) -> str:
    """What an item goes by: its merge key, or what it holds."""
    if type(item) is Mapping:
        for key in _MERGE_KEYS:
            named = item.values.get(key)
            if type(named) is Scalar:
                return f"{key}:{named.text}"
    return content_of(item)
