"""The inventory as a flowchart for Mermaid, which GitHub and GitLab draw in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from infracheck.report.inventory.entities import Inventory
from infracheck.report.inventory.graph import Graph, Node, graph_of

_SHAPES = {
    "manifest": ('["', '"]'), "image": ('[["', '"]]'), "configuration": ('(["', '"])'), "secret": ('{{"', '"}}'),
    "dependency": ('[("', '")]'), "service": ('("', '")'), "reader": ('>"', '"]'),
}  # fmt: skip
# Mermaid takes directives, markup, quotes and entities out of any text: what is no plain letter becomes its number
_RISKY = re.compile(r"[^\w ./:,=*()…→-]")

_MOST_EDGES = 499


def write(inventory: Inventory, out: TextIO) -> None:
    """Write the inventory as one flowchart, a box for each namespace."""
    out.write("\n".join(_lines(graph_of(inventory))) + "\n")


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    if len(graph.edges) > _MOST_EDGES:
        yield f"  %% {len(graph.edges)} edges: Mermaid draws {_MOST_EDGES} unless maxEdges is raised, Graphviz all"
    for group in graph.groups:
        nodes = [_node(node) for node in group.nodes]
        if group.name is None:
            yield from (f"  {node}" for node in nodes)
            continue
        yield f'  subgraph {group.id}["{_escaped(f"namespace {group.name}")}"]'
        yield from (f"    {node}" for node in nodes)
        yield "  end"
    for edge in graph.edges:
        yield f'  {edge.source} -->|"{_escaped(edge.label)}"| {edge.target}'
    used = {node.kind for group in graph.groups for node in group.nodes}
    yield from (f"  classDef {kind} {style}" for kind, style in _STYLES.items() if kind in used)


def _node(node: Node) -> str:
    first, last = _SHAPES[node.kind]
    style = f":::{node.kind}" if node.kind in _STYLES else ""
    return f"{node.id}{first}{'<br/>'.join(_escaped(line) for line in node.lines)}{last}{style}"


def _escaped(text: str) -> str:
    return _RISKY.sub(lambda match: f"#{ord(match[0])};", text)


_STYLES = {
    "dependency": "fill:#fdf3e7,stroke:#b4691f,color:#1f1f1f", "image": "fill:#eef4fb,stroke:#3b6ea5,color:#1f1f1f",
    "manifest": "fill:#eef7ee,stroke:#3f7f4a,color:#1f1f1f", "secret": "fill:#fbeef0,stroke:#a53b4f,color:#1f1f1f",
}  # fmt: skip
