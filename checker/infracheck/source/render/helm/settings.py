"""Words of `--set`, as Helm reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import PLAIN, Mapping, Node, Scalar, Sequence

# helm.sh/helm/v3/pkg/strvals: a backslash takes the next letter as it is, braces hold a list
_PART = re.compile(r"((?:[^\\,={]|\\.)*+)=(\{(?:[^\\}]|\\.)*+\}|(?:[^\\,]|\\.)*+)(?:,|$)", re.DOTALL)
_KEY = re.compile(r"\.?((?:[^\\.\[]|\\.)++)|\[([0-9]+)\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MOST_ITEMS = 65_536


class SetSource(Source):
    """What somebody sets on the command line; its path is the key, never the value."""


def values_set(words: str) -> Iterator[Mapping]:
    """The values of one `--set`, each as a values file of its own would hold it."""
    at = 0
    while match := _PART.match(words, at):
        key, text = match[1].strip(), match[2]
        at = match.end()
        source = SetSource(key, text)
        node = _node(source, text)
        for name, number in reversed(_KEY.findall(key)):
            if number:
                # the items before it are as they were: which these are, Helm alone knows
                node = Sequence(source, 0, 0, [node] if int(number) < _MOST_ITEMS else [])
            else:
                node = Mapping(source, 0, 0, {_ESCAPE.sub(r"\1", name): node})
        if type(node) is Mapping:
            yield node
        if at >= len(words):
            return


def _node(source: SetSource, text: str) -> Node:
    if text.startswith("{") and text.endswith("}"):
        items = re.findall(r"(?:[^\\,]|\\.)++", text[1:-1], re.DOTALL)
        return Sequence(source, 0, len(text), [_scalar(source, each.strip()) for each in items])
    return _scalar(source, text)


def _scalar(source: SetSource, text: str) -> Scalar:
    return Scalar(source, 0, len(text), _ESCAPE.sub(r"\1", text), PLAIN)
