"""The entries of a config that say how charts are rendered, each path checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from os.path import dirname, join, normpath
from typing import Any

from infracheck.engine.config import wrong
from infracheck.record import Record
from infracheck.source.files.file_tree import FileTree, is_file
from infracheck.source.files.input_file import CHART
from infracheck.source.host.confined import is_within
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence


class ConfiguredChart(Record):
    """One way in which a config wants a chart rendered; `chart` and `values` are paths from the current folder."""

    chart: str
    values: tuple[str, ...] = ()
    release: str = ""
    namespace: str = ""


def charts_of(root: Mapping, plain: Any, path: str, files: FileTree) -> Iterator[ConfiguredChart]:
    """The charts that a config at a path names; raises `ConfigError` for one that is none, and for a missing file.

    Nothing outside of the config's repository is read, nor outside of its folder where it is in none: a config may be
    part of what is judged.
    """
    written = root.get("helm")
    folder = dirname(path)
    here = files.real(folder or os.curdir)
    tree = files.top_around(here) or here
    for each, node in zip(plain.get("helm", ()), written.items if type(written) is Sequence else (), strict=True):
        assert type(node) is Mapping
        chart = normpath(join(folder, each["chart"]))
        place = _place(node, "chart")
        _check_inside(each["chart"], chart, tree, place, files)
        if not is_file(files, join(chart, CHART)):
            remedy = f"Write the path of a folder that holds a {CHART}, relative to the config."
            raise wrong(place, f"{each['chart']} is not a Helm chart", remedy)
        values = tuple(_values(node, folder, tree, files))
        yield ConfiguredChart(chart, values, each.get("release", ""), each.get("namespace", ""))


def _values(node: Mapping, folder: str, tree: str, files: FileTree) -> Iterator[str]:
    written = node.get("values")
    items: list[Node] = [] if written is None else [written]
    if type(written) is Sequence:
        items = list(written.items)
    for item in items:
        assert type(item) is Scalar
        found = normpath(join(folder, item.text))
        _check_inside(item.text, found, tree, item.span, files)
        if not is_file(files, found):
            remedy = "Write the path of a values file, relative to the config."
            raise wrong(item.span, f"the values file {item.text} does not exist", remedy)
        yield found


def _check_inside(written: str, path: str, tree: str, place: Span, files: FileTree) -> None:
    if not is_within(files.real(path), tree):
        remedy = "Write a path inside the repository, relative to the config."
        raise wrong(place, f"{written} leads out of the repository of the config", remedy)


def _place(node: Mapping, key: str) -> Span:
    return node.values[key].span
