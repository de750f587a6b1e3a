"""YAML trees changed at random, and written in every style."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import yaml
from tests.fuzz import seeds, words

_MOST_SLOTS = 2_000
"""A larger tree is not changed any further: what is repeated thirty times, again and again, would never end."""
STR = "tag:yaml.org,2002:str"
SEQ, MAP = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
Slot = tuple[Any, int, int]
"""A place in a tree: the list that holds the node, the index in it, and the part of a pair, -1 for an item."""


def copied(root: yaml.Node) -> yaml.Node:
    """A tree of its own; what is aliased stays aliased, a cycle stays one."""
    made: dict[int, yaml.Node] = {}
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in made:
            continue
        if isinstance(node, yaml.ScalarNode):
            made[id(node)] = yaml.ScalarNode(node.tag, node.value, style=node.style)
            continue
        made[id(node)] = _like(node, list(node.value))
        pending += (part for each in node.value for part in (each if isinstance(each, tuple) else (each,)))
    for node in made.values():
        if isinstance(node, yaml.MappingNode):
            node.value[:] = [(made[id(key)], made[id(value)]) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            node.value[:] = [made[id(item)] for item in node.value]
    return made[id(root)]


def _like(node: yaml.Node, value: Any) -> yaml.Node:
    """A collection of the same kind and style with other content."""
    kind: Any = type(node)
    made: yaml.Node = kind(node.tag, value, flow_style=getattr(node, "flow_style", None))
    return made


def parsed(text: str) -> yaml.Node:
    """The one document of a text."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None
    return root


def scalar(value: str, tag: str | None = None, style: str | None = None) -> yaml.ScalarNode:
    """A scalar as its text would be resolved, unless a tag is given."""
    resolver: Any = _RESOLVER
    return yaml.ScalarNode(tag or resolver.resolve(yaml.ScalarNode, value, (True, False)), value, style=style)


def mutate(root: yaml.Node, random: Random, times: int) -> None:
    """Change a tree in place, `times` times."""
    for _ in range(times):
        slots = _slots(root)
        if not 0 < len(slots) < _MOST_SLOTS:
            return
        random.choice(_CHANGES)(root, slots, random)


def odd_scalar(random: Random) -> yaml.ScalarNode:
    """A scalar that may be of any type, text or style."""
    chance = random.random()
    text = random.choice(words.ODD) if chance < 0.7 else random.choice(seeds.values())
    tag = random.choice(words.TAGS) if random.random() < 0.25 else STR if random.random() < 0.2 else None
    return scalar(text, tag, random.choice((None, None, None, "'", '"', "|", ">")))


def _slots(root: yaml.Node) -> list[Slot]:
    found: list[Slot] = []
    pending, seen = [root], set()
    while pending and len(found) < _MOST_SLOTS:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            found += ((node.value, index, 1) for index in range(len(node.value)))
            pending += (part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            found += ((node.value, index, -1) for index in range(len(node.value)))
            pending += node.value
    return found


def _get(slot: Slot) -> yaml.Node:
    held, index, part = slot
    node: yaml.Node = held[index] if part < 0 else held[index][part]
    return node


def _put(slot: Slot, node: yaml.Node) -> None:
    held, index, part = slot
    held[index] = node if part < 0 else (held[index][0], node)


def _odd(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    leaves = [slot for slot in slots if isinstance(_get(slot), yaml.ScalarNode)]
    _put(random.choice(leaves or slots), odd_scalar(random))


def _retag(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    _get(random.choice(slots)).tag = random.choice(words.TAGS)


def _other_kind(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    slot = random.choice(slots)
    node = _get(slot)
    match random.randrange(6):
        case 0:
            node = yaml.SequenceNode(SEQ, [node])
        case 1:
            node = yaml.MappingNode(MAP, [(scalar(random.choice(seeds.keys()), STR), node)])
        case 2:
            node = odd_scalar(random)
        case 3:
            node = yaml.SequenceNode(SEQ, [odd_scalar(random) for _ in range(random.randrange(4))])
        case 4:
            node = yaml.MappingNode(MAP, [])
        case _ if node.value and not isinstance(node, yaml.ScalarNode):
            first = node.value[0]
            node = first[1] if isinstance(first, tuple) else first
        case _:
            node = scalar("null")
    _put(slot, node)


def _drop(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    held, index, _ = random.choice(slots)
    del held[index]


def _repeat(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    held, index, part = random.choice(slots)
    # all copies before the first is put in: of what holds itself, each would hold those before it
    held[index + 1 : index + 1] = [
        copied(held[index]) if part < 0 else tuple(copied(each) for each in held[index])
        for _ in range(random.choice((1, 1, 1, 2, 30)))
    ]


def _rename(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    pairs = [slot for slot in slots if slot[2] >= 0]
    if not pairs:
        return
    held, index, _ = random.choice(pairs)
    chance = random.random()
    key: yaml.Node = scalar(random.choice(seeds.keys()), STR)
    if chance > 0.95:
        key = _get(random.choice(slots))
    elif chance > 0.7:
        key = odd_scalar(random)
    held[index] = (key, held[index][1])


def _swap(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    one, other = random.choice(slots), random.choice(slots)
    first, second = _get(one), _get(other)
    _put(one, copied_shallow(second))
    _put(other, copied_shallow(first))


def copied_shallow(node: yaml.Node) -> yaml.Node:
    """A node that is not the same one, so that putting it elsewhere makes no alias by accident."""
    return _like(node, list(node.value)) if isinstance(node.value, list) else yaml.ScalarNode(node.tag, node.value)


def _graft(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    donor = _slots(random.choice(seeds.documents()))
    if donor:
        _put(random.choice(slots), copied(_get(random.choice(donor))))


def _entry(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    """An entry of another example, key and all."""
    pairs = [slot for slot in slots if slot[2] >= 0]
    donor = random.choice(seeds.mappings(random.choice(seeds.documents())) or [None])
    if pairs and donor is not None and donor.value:
        key, value = random.choice(donor.value)
        held, index, _ = random.choice(pairs)
        held.insert(index, (copied(key), copied(value)))


def _alias(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    _put(random.choice(slots), _get(random.choice(slots)) if random.random() < 0.95 else root)


def _merge(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    pairs = [slot for slot in slots if slot[2] >= 0]
    if not pairs:
        return
    held, index, _ = random.choice(pairs)
    held.insert(
        index, (scalar("<<", random.choice((None, "tag:yaml.org,2002:merge", STR))), _get(random.choice(slots)))
    )


def _restyle(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    node = _get(random.choice(slots))
    if isinstance(node, yaml.ScalarNode):
        node.style = random.choice((None, "'", '"', "|", ">"))
    elif isinstance(node, yaml.CollectionNode):
        node.flow_style = random.random() < 0.7


def _rekind(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    if not isinstance(root, yaml.MappingNode):
        return
    version, kind = random.choice(seeds.kinds())
    kept = [(key, value) for key, value in root.value if key.value not in ("apiVersion", "kind")]
    root.value[:] = [*_text_pairs(apiVersion=version, kind=kind), *kept]


def _nest(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    slot = random.choice(slots)
    node, flow = _get(slot), random.random() < 0.5
    for _ in range(random.choice((3, 20, 70, 300))):
        node = yaml.SequenceNode(SEQ, [node], flow_style=flow)
    _put(slot, node)


def _list_of(root: yaml.Node, slots: list[Slot], random: Random) -> None:
    """The whole document as an item of a list."""
    if isinstance(root, yaml.MappingNode):
        inner = copied_shallow(root)
        items = yaml.SequenceNode(SEQ, [inner] * random.choice((1, 1, 2, 5)))
        kind = random.choice(("List", "PodList", "ConfigMapList", "Template", "SecretList"))
        key = scalar("items" if kind != "Template" else "objects", STR)
        root.value[:] = [*_text_pairs(apiVersion="v1", kind=kind), (key, items)]


def _text_pairs(**texts: str) -> list[tuple[yaml.Node, yaml.Node]]:
    return [(scalar(key, STR), scalar(value, STR)) for key, value in texts.items()]


_CHANGES: tuple[Callable[[yaml.Node, list[Slot], Random], None], ...] = (
    _odd, _odd, _odd, _odd, _odd, _retag, _other_kind, _other_kind, _other_kind, _drop, _drop, _repeat, _rename,
    _rename, _swap, _graft, _graft, _entry, _entry, _alias, _merge, _restyle, _rekind, _nest, _list_of,
)  # fmt: skip


_RESOLVER = yaml.resolver.Resolver()


def written(roots: list[yaml.Node], random: Random) -> bytes:
    """Documents as YAML or JSON; nothing where they cannot be written, as a key that holds itself."""
    if random.random() < 0.15:
        return "\n".join(_json(each, 0, []) for each in roots).encode("utf-8", "surrogatepass")
    settings: dict[str, Any] = {
        "allow_unicode": random.random() < 0.8,
        "width": random.choice((20, 80, 10_000)),
        "indent": random.choice((2, 2, 4)),
        "explicit_start": True if len(roots) > 1 or random.random() < 0.2 else None,
        "line_break": random.choice((None, None, None, "\r\n", "\r")),
    }
    try:
        text: str = yaml.serialize_all(roots, Dumper=yaml.CSafeDumper, **settings)
    except (yaml.YAMLError, RecursionError, UnicodeEncodeError):
        return b""
    return text.encode("utf-8", "surrogatepass")


def _json(node: yaml.Node, depth: int, above: list[int]) -> str:
    if depth > 150 or id(node) in above:
        return "null"
    if isinstance(node, yaml.ScalarNode):
        bare = node.tag.rpartition(":")[2] in ("int", "float", "bool", "null") and node.value.isascii()
        return node.value or "null" if bare else json.dumps(node.value)
    above.append(id(node))
    if isinstance(node, yaml.MappingNode):
        pairs = ((key.value if isinstance(key.value, str) else "k", value) for key, value in node.value)
        made = "{" + ", ".join(f"{json.dumps(key)}: {_json(value, depth + 1, above)}" for key, value in pairs) + "}"
    else:
        made = "[" + ", ".join(_json(item, depth + 1, above) for item in node.value) + "]"
    above.pop()
    return made
