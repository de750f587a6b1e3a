"""A copy of a chart: the files that Helm makes manifests of, the charts in the tree that it depends on among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import isabs, join, normpath

from infracheck.source.files.file_tree import FileTree, is_folder
from infracheck.source.files.links import leaves
from infracheck.source.render.helm.values import root_of
from infracheck.source.render.stage import Copy, RefusedError, Staged
from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import Mapping, Scalar, Sequence

CHART = "Chart.yaml"
DEPENDENCY_LISTS = (CHART, "requirements.yaml")
_WHOLE = frozenset(("templates", "crds"))
_OWN = re.compile(
    r"(?:charts/[^/]+/)*(?:Chart\.(?:yaml|lock)|requirements\.(?:yaml|lock)|values[^/]*\.ya?ml|values\.schema\.json"
    r"|\.helmignore|templates/.*|charts/[^/]+\.tgz)|(?:charts/[^/]+/)+crds/.*"
)
_IN_TREE = "file://"
_DEEPEST = 5


def stage_chart(folder: str, files: FileTree) -> Staged:
    """Read what Helm can use of a chart; other files only where a template may ask for them.

    Raises `RefusedError` and `OSError`, as `stage` does.
    """
    copy = Copy(folder, files)
    copy.add(folder, "", _is_own)
    _add_charts(copy, folder, "", files, 0)
    if any(b".Files" in copy.content(name) for name in copy.names() if "templates/" in name):
        copy.add(folder, "", fits=True)
    return copy.staged()


def _is_own(name: str, is_folder: bool) -> bool:
    if not is_folder:
        return _OWN.fullmatch(name) is not None
    parts = name.split("/")
    # below these all is wanted; above, the folders that lead there
    return not _WHOLE.isdisjoint(parts) or all(part == "charts" for part in parts[::2])


def _add_charts(copy: Copy, folder: str, under: str, files: FileTree, depth: int) -> None:
    """Add the charts of the tree that a chart depends on, as `helm dependency build` does, without what it fetches."""
    for name, where in _dependencies(copy, folder, under):
        path = normpath(join(folder, where))
        inside = f"{under}charts/{name}/"
        if _is_there(copy, f"{under}charts/", name) or depth >= _DEEPEST:
            continue
        if isabs(where) or leaves(files.real(path), copy.tree):
            raise RefusedError(f"its dependency {name} stands outside the tree", join(folder, CHART))
        if is_folder(files, path):
            copy.add(path, inside, _is_own)
            _add_charts(copy, path, inside, files, depth + 1)


def _dependencies(copy: Copy, folder: str, under: str) -> Iterator[tuple[str, str]]:
    """The name of each dependency with a path, and the path."""
    for each in DEPENDENCY_LISTS:
        content = copy.content(under + each)
        root = root_of(Source(join(folder, each), content.decode("utf-8", "replace")))
        listed = None if root is None else root.values.get("dependencies")
        for item in listed.items if type(listed) is Sequence else ():
            if type(item) is not Mapping:
                continue
            name, where = item.values.get("name"), item.values.get("repository")
            if type(name) is Scalar and type(where) is Scalar and where.text.startswith(_IN_TREE):
                # a name is one part of a path, whatever somebody writes
                yield name.text.replace("/", "_"), where.text.removeprefix(_IN_TREE)


def _is_there(copy: Copy, start: str, name: str) -> bool:
    there = (each[len(start) :] for each in copy.names() if each.startswith(start))
    return any(each.startswith((f"{name}/", f"{name}-")) for each in there)
