"""The inventory as a graph for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from infracheck.report.escape import inert
from infracheck.report.inventory.entities import Inventory
from infracheck.report.inventory.graph import Graph, Node, graph_of

_SHAPES = {
    "manifest": "box", "image": "component", "configuration": "note", "secret": "hexagon", "dependency": "cylinder",
    "service": "ellipse", "reader": "house",
}  # fmt: skip


def write(inventory: Inventory, out: TextIO) -> None:
    """Write the inventory as one directed graph, a cluster for each namespace."""
    out.write("\n".join(_lines(graph_of(inventory))) + "\n")


def _lines(graph: Graph) -> Iterator[str]:
    yield "digraph inventory {"
    yield "  rankdir=LR;"
    yield '  node [fontname="Helvetica", fontsize=11];'
    yield '  edge [fontname="Helvetica", fontsize=9];'
    for group in graph.groups:
        nodes = [_node(node) for node in group.nodes]
        if group.name is None:
            yield from (f"  {node}" for node in nodes)
            continue
        yield f'  subgraph "cluster_{group.id}" {{'
        yield f'    label="{_escaped(f"namespace {group.name}")}";'
        yield from (f"    {node}" for node in nodes)
        yield "  }"
    for edge in graph.edges:
        yield f'  "{edge.source}" -> "{edge.target}" [label="{_escaped(edge.label)}"];'
    yield "}"


def _node(node: Node) -> str:
    label = "\\n".join(_escaped(line) for line in node.lines)
    return f'"{node.id}" [shape={_SHAPES[node.kind]}, label="{label}"];'


def _escaped(text: str) -> str:
    """Text in a label, where Graphviz reads escapes of its own and the entities of HTML."""
    return inert(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
