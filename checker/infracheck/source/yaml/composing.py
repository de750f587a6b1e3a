"""YAML text to PyYAML's nodes: by the C composer, and from events where an anchor is defined again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from operator import is_
from typing import Any

import yaml


class _Composer(yaml.CBaseLoader):
    """The C composer without the resolver: types follow from the text when somebody asks."""

    def resolve(self, kind: type, value: str | None, implicit: Any) -> None:
        return None

    # called for every node, and of no use without path resolvers: two functions in C that do nothing of note
    descend_resolver = staticmethod(is_)  # type: ignore[assignment]
    ascend_resolver = staticmethod(tuple)  # type: ignore[assignment]


def compose(text: str) -> Iterator[Any]:
    """The root of each document; raises `yaml.YAMLError` where the stream breaks off."""
    composer = _Composer(text)
    composed = 0
    try:
        while composer.check_node():
            root = composer.get_node()
            composed += 1
            yield root
        return
    except yaml.composer.ComposerError as error:
        # YAML 1.2, section 7.1, allows it, and so do the readers of kubectl, Helm and Compose
        if not (error.context or "").startswith("found duplicate anchor"):
            raise
    finally:
        composer.dispose()
    yield from islice(compose_from_events(text), composed, None)


def compose_from_events(text: str) -> Iterator[yaml.Node]:
    """The same roots from the parser's events: three times as slow, but an alias means the definition before it."""
    parser = yaml.CBaseLoader(text)
    try:
        while parser.check_event():
            if isinstance(parser.get_event(), yaml.DocumentStartEvent):
                root = _document(parser)
                # its end: what breaks off there is no document
                parser.get_event()
                yield root
    finally:
        parser.dispose()


def _document(parser: Any) -> yaml.Node:
    """The root of the document whose start was the last event; what stands open is kept in a list, however deep."""
    anchors: dict[str, yaml.Node] = {}
    open_now: list[yaml.CollectionNode] = []
    # of each mapping that stands open, the key that waits for its value
    keys: list[yaml.Node | None] = []
    while True:
        event = parser.get_event()
        if isinstance(event, yaml.CollectionEndEvent):
            node: yaml.Node = open_now.pop()
            keys.pop()
            node.end_mark = event.end_mark
        else:
            node = _node_of(event, anchors)
            if isinstance(event, yaml.CollectionStartEvent) and isinstance(node, yaml.CollectionNode):
                open_now.append(node)
                keys.append(None)
                continue
        if not open_now:
            return node
        if isinstance(open_now[-1], yaml.SequenceNode):
            open_now[-1].value.append(node)
        elif keys[-1] is None:
            keys[-1] = node
        else:
            open_now[-1].value.append((keys[-1], node))
            keys[-1] = None


def _node_of(event: Any, anchors: dict[str, yaml.Node]) -> yaml.Node:
    """The node that an event begins, of a scalar the whole; of an alias, the node that it stands for."""
    # as the C composer has them: the stubs know its marks as little as nodes without a tag
    start: Any = event.start_mark
    end: Any = event.end_mark
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise yaml.composer.ComposerError(None, None, "found undefined alias", start)
        return anchors[event.anchor]
    node: yaml.Node
    tag: Any = None if event.tag == "!" else event.tag
    if isinstance(event, yaml.ScalarEvent):
        node = yaml.ScalarNode(tag, event.value, start, end, event.style)
    else:
        kind = yaml.SequenceNode if isinstance(event, yaml.SequenceStartEvent) else yaml.MappingNode
        node = kind(tag, [], start, end, event.flow_style)
    if event.anchor is not None:
        anchors[event.anchor] = node
    return node
