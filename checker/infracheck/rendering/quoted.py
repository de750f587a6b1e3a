"""What a renderer says of a chart, without the values that it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from infracheck.knowledge.words.showable import MASK, is_address, is_number, is_risky_key
from infracheck.knowledge.words.switches import is_constant
from infracheck.source.yaml.tree import Mapping, Node, Scalar

_SHORTEST = 4
# a word, a host, an image, a path: a sentence is made of such words, and masked there they would be told
_WORDS = re.compile(r"[A-Za-z]?[a-z]+(?:[-._/:@ ][a-z0-9]+)*|[A-Z]+")


def without_values(said: str, given: Iterable[Node]) -> str:
    """A sentence in which the values that a chart is rendered with are masked, where they may be secrets."""
    found = {text for root in given for text in _telling(root) if text in said}
    if not found:
        return said
    longest_first = sorted(found, key=lambda each: (-len(each), each))
    return re.sub("|".join(map(re.escape, longest_first)), MASK, said)


def _telling(root: Node) -> Iterator[str]:
    pending: list[tuple[Node, bool]] = [(root, False)]
    seen: set[tuple[int, bool]] = set()
    while pending:
        node, is_risky = pending.pop()
        if type(node) is Scalar:
            yield from (line for each in node.text.split("\n") if _may_tell(line := each.strip(), is_risky=is_risky))
        elif (id(node), is_risky) not in seen:
            seen.add((id(node), is_risky))
            if type(node) is Mapping:
                pending += ((value, is_risky or is_risky_key(key)) for key, value in node.values.items())
            elif not isinstance(node, Mapping | Scalar):
                pending += ((item, is_risky) for item in node.items)


def _may_tell(text: str, *, is_risky: bool) -> bool:
    if len(text) < _SHORTEST or is_constant(text):
        return False
    return is_risky or not (is_number(text) or is_address(text) or _WORDS.fullmatch(text))
