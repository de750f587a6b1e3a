"""Secrets planted where a report must never show them."""

from __future__ import annotations

import base64
import string
from random import Random

import yaml
from tests.fuzz.trees import STR, scalar

_LETTERS = string.ascii_letters + string.digits


def secret(random: Random) -> str:
    """A value that stands nowhere else, in any encoding."""
    return "zQ" + "".join(random.choice(_LETTERS) for _ in range(16))


def forms(value: str) -> tuple[str, ...]:
    """A secret as it may be shown: itself, backwards, and the Base64 of it."""
    return value, value[::-1], base64.b64encode(value.encode()).decode()


def plant(roots: list[yaml.Node], random: Random) -> tuple[str, ...]:
    """Put secrets in place of the values that are none of a reader's business; gives those that were planted.

    Nothing is planted where an alias could show the same value under a harmless name.
    """
    if any(_has_alias(each) for each in roots):
        return ()
    planted: list[str] = []
    for root in roots:
        _plant(root, random, planted)
    return tuple(planted)


def _has_alias(root: yaml.Node) -> bool:
    pending, seen = [root], set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            return True
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            pending += (part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            pending += node.value
    return False


def _plant(root: yaml.Node, random: Random, planted: list[str]) -> None:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.SequenceNode):
            pending += node.value
        elif isinstance(node, yaml.MappingNode):
            told = [(key.value, value.value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
            if (
                told.count(("kind", "Secret")) == 1 == [key for key, _ in told].count("kind")
                and ("apiVersion", "v1") in told
            ):
                _in_secret(node, random, planted)
                continue
            if sorted(key for key, _ in told) == ["name", "value"]:
                _in_variable(node, random, planted)
                continue
            pending += (value for _, value in node.value)


def _in_secret(node: yaml.MappingNode, random: Random, planted: list[str]) -> None:
    for key, value in node.value:
        if key.value not in ("data", "stringData") or not isinstance(value, yaml.MappingNode):
            continue
        for index, (name, held) in enumerate(value.value):
            if isinstance(held, yaml.ScalarNode) and isinstance(name, yaml.ScalarNode):
                made = secret(random)
                planted.append(made)
                text = base64.b64encode(made.encode()).decode() if key.value == "data" else made
                value.value[index] = (name, scalar(text, STR, random.choice((None, "'", '"', "|", ">"))))


def _in_variable(node: yaml.MappingNode, random: Random, planted: list[str]) -> None:
    if not all(isinstance(value, yaml.ScalarNode) for _, value in node.value) or random.random() < 0.7:
        return
    made = secret(random)
    planted.append(made)
    name, text = random.choice(
        (
            ("DB_PASSWORD", made),
            ("API_TOKEN", made),
            ("DATABASE_URL", f"postgres://app:{made}@db.example.com:5432/shop"),
        )
    )
    node.value[:] = [(scalar("name", STR), scalar(name, STR)), (scalar("value", STR), scalar(text, STR))]
