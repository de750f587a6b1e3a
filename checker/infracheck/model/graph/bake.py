"""The targets of a Bake file: which Dockerfile each builds, under which tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.record import Record
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_VARIABLE = r"\$\{\s*([A-Za-z_][\w-]*)\s*\}"
# a target that inherits from itself ends nowhere
_MOST_PARENTS = 50
_MOST_TAGS = 1_000


class BakeTarget(Record):
    """A target, what it inherits included; in texts, variables without a default stay as they are written."""

    place: Span
    context: str
    dockerfile: str
    tags: tuple[str, ...]
    contexts: tuple[tuple[str, str, Span], ...]


def bake_targets(document: Document) -> Iterator[BakeTarget]:
    """The targets of a Bake file, but for those whose Dockerfile stands in it or elsewhere."""
    root = document.root
    targets = root.get("target") if type(root) is Mapping else None
    if type(root) is not Mapping or type(targets) is not Mapping:
        return
    defaults = _defaults(root.get("variable"))
    for name, target in targets.values.items():
        if type(target) is Mapping:
            lineage = _lineage(name, targets)
            if all("dockerfile-inline" not in each.values for each in lineage):
                yield _target(target, lineage, defaults)


def _target(target: Mapping, lineage: list[Mapping], defaults: dict[str, str]) -> BakeTarget:
    def text(key: str, otherwise: str) -> str:
        value = next((each.get(key) for each in lineage if key in each.values), None)
        return _filled(value.text, defaults) if type(value) is Scalar else otherwise

    tags = next((each.get("tags") for each in lineage if "tags" in each.values), None)
    words = tags.items[:_MOST_TAGS] if type(tags) is Sequence else ()
    return BakeTarget(
        target.span,
        text("context", "."),
        text("dockerfile", "Dockerfile"),
        tuple(_filled(each.text, defaults) for each in words if type(each) is Scalar),
        tuple(_contexts(lineage, defaults)),
    )


def _contexts(lineage: list[Mapping], defaults: dict[str, str]) -> Iterator[tuple[str, str, Span]]:
    seen: set[str] = set()
    for each in lineage:
        contexts = each.get("contexts")
        for name, value in contexts.values.items() if type(contexts) is Mapping else ():
            if type(value) is Scalar and name not in seen:
                seen.add(name)
                yield name, _filled(value.text, defaults), value.span


def _lineage(name: str, targets: Mapping) -> list[Mapping]:
    """A target and those that it inherits from, those that count first first: of its parents, the last one wins."""
    found: list[Mapping] = []
    waiting = [name]
    seen: set[str] = set()
    while waiting and len(found) < _MOST_PARENTS:
        current = waiting.pop(0)
        target = targets.get(current)
        if current in seen or type(target) is not Mapping:
            continue
        seen.add(current)
        found.append(target)
        parents = target.get("inherits")
        names = [each.text for each in parents.items if type(each) is Scalar] if type(parents) is Sequence else []
        waiting = [*reversed(names), *waiting]
    return found


def _defaults(variables: Node | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, block in variables.values.items() if type(variables) is Mapping else ():
        default = block.get("default") if type(block) is Mapping else None
        if type(default) is Scalar:
            found[name] = _filled(default.text, found)
    return found


def _filled(text: str, defaults: dict[str, str]) -> str:
    """A text with the defaults of its variables; no longer than what a reference or a path may be."""
    filled = re.sub(_VARIABLE, lambda match: defaults.get(match[1], match[0])[:1024], text[:4096])
    return filled[:4096]
