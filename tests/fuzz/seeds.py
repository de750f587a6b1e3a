"""Real examples to start from: those of the policies, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"


@cache
def documents() -> tuple[yaml.Node, ...]:
    """Every document of every example."""
    found: list[yaml.Node] = []
    for path in sorted(FIXTURES.rglob("*.yaml")):
        try:
            found.extend(each for each in yaml.compose_all(path.read_bytes(), Loader=yaml.CSafeLoader) if each)
        except yaml.YAMLError:
            continue  # some examples show what cannot be parsed
    return tuple(found)


@cache
def with_values() -> tuple[yaml.Node, ...]:
    """The documents in which a secret may be planted: Secrets, and whatever has variables."""
    marks = {"Secret", "env"}
    return tuple(
        each
        for each in documents()
        if any(
            _is_text(part) and part.value in marks for node in mappings(each) for pair in node.value for part in pair
        )
    )


@cache
def texts() -> tuple[bytes, ...]:
    """Every example that is YAML, as it is written."""
    return tuple(path.read_bytes() for path in sorted(FIXTURES.rglob("*.yaml")))


@cache
def dockerfiles() -> tuple[str, ...]:
    """Every Dockerfile."""
    return tuple(path.read_text("utf-8") for path in sorted(FIXTURES.rglob("*Dockerfile*")) if path.is_file())


@cache
def keys() -> tuple[str, ...]:
    """The keys of the examples, each as often as it is met, so that the usual ones are drawn most."""
    return tuple(key.value for each in documents() for node in mappings(each) for key, _ in node.value if _is_text(key))


@cache
def values() -> tuple[str, ...]:
    """The scalar values of the examples."""
    return tuple(
        value.value for each in documents() for node in mappings(each) for _, value in node.value if _is_text(value)
    )


@cache
def kinds() -> tuple[tuple[str, str], ...]:
    """The pairs of apiVersion and kind that are met."""
    found = set()
    for each in documents():
        told = {key.value: value.value for key, value in each.value} if isinstance(each, yaml.MappingNode) else {}
        if isinstance(told.get("kind"), str) and isinstance(told.get("apiVersion"), str):
            found.add((told["apiVersion"], told["kind"]))
    return tuple(sorted(found))


def mappings(root: yaml.Node) -> list[yaml.MappingNode]:
    """Every mapping of a tree without aliases."""
    found, pending = [], [root]
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.MappingNode):
            found.append(node)
            pending.extend(value for _, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
        if len(found) > 10_000:
            break
    return found


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)
