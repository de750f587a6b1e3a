"""Values compared as Kubernetes reads them, and lists as Kustomize merges them."""

from __future__ import annotations

from infracheck.source.text.numerals import number
from infracheck.source.yaml.tree import TRUE, Mapping, Node, Scalar, Sequence

# the merge keys of the lists that Kubernetes knows, the commonest first
_MERGE_KEYS = (
    "name", "mountPath", "devicePath", "containerPort", "port", "key", "ip", "topologyKey", "uid", "type", "kind",
)  # fmt: skip


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
    for index, item in enumerate(made.items):
        alike = by_mark.get(_mark(item), ())
        if len(alike) > 1 and type(item) is Scalar:
            # one that is written several times is met in its order
            found.append(alike[0])
            del by_mark[_mark(item)][0]
            continue
        if len(alike) > 1:
            by_content = by_content or {content_of(each): each for each in reversed(other.items)}
            found.append(by_content.get(content_of(item)) or _same_place(made, index, other))
        else:
            found.append(alike[0] if alike else _same_place(made, index, other))
    return found


def _mark(item: Node) -> str:
    """What an item goes by: its merge key, or what it holds."""
    if type(item) is Mapping:
        for key in _MERGE_KEYS:
            named = item.values.get(key)
            if type(named) is Scalar:
                return f"{key}:{named.text}"
    return content_of(item)


def _same_place(made: Sequence, index: int, other: Sequence) -> Node | None:
    """What was renamed keeps its place; a word that is another one is another one."""
    item = other.items[index] if len(other.items) == len(made.items) else None
    return item if type(item) is type(made.items[index]) and type(item) is not Scalar else None
