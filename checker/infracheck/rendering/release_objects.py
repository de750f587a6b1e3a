"""Objects that install a chart of the same tree with values of their own: those of Flux and Argo CD."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from os.path import join, normpath

from infracheck.record import Record
from infracheck.source.files.file_tree import FileTree
from infracheck.source.render.helm.expressions import EACH
from infracheck.source.render.helm.given import GivenValues, of_block, of_mapping
from infracheck.source.render.helm.values import found_at
from infracheck.source.text.rendered import RenderedSource
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

_MAY_INSTALL = re.compile(r"\bkind:\s*[\"']?(?:HelmRelease|Application)\b")
_ITEM = "["
_COMMA = re.compile(r"(?<!\\),")
_FLUX_SOURCES = ("GitRepository", "Bucket")


class ReleaseObject(Record):
    """A release that an object describes: `chart` is a path from the root of a repository.

    `files` are the values files that it names, from the same root; `values` are its own, above them. `settings` are
    words for `--set`: values for single items of lists, which no values file can give.
    """

    label: str
    document: Document
    chart: str
    release: str
    namespace: str
    files: tuple[str, ...] = ()
    values: tuple[GivenValues, ...] = ()
    settings: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file that it is written in, or that it is rendered from."""
        source = self.document.source
        return source.rendering.root if isinstance(source, RenderedSource) else source.path

    def root_of(self, folder: str) -> str:
        """The root of the repository in which its chart is a folder."""
        depth = len([part for part in normpath(self.chart.strip("/")).split("/") if part != "."])
        return join(folder, *[".."] * depth)


def releases_in(documents: Iterable[Document]) -> Iterator[ReleaseObject]:
    """The releases that objects describe whose chart is no repository's of charts."""
    roots = [(each, each.root) for each in documents if type(each.root) is Mapping]
    by_name = {(_kind(root), *_name(root)): root for _, root in roots}
    for document, root in roots:
        read = _READERS.get((_text(root, "apiVersion").partition("/")[0], _kind(root)))
        if read is not None:
            yield from read(document, root, by_name)


ByName = dict[tuple[str, str, str], Mapping]


def _of_flux(document: Document, root: Mapping, by_name: ByName) -> Iterator[ReleaseObject]:
    namespace, name = _name(root)
    chart = _node(root, "spec", "chart", "spec")
    if (reference := _node(root, "spec", "chartRef")) is not None and _text(reference, "kind") == "HelmChart":
        named = _text(reference, "namespace") or namespace, _text(reference, "name")
        chart = _node(by_name.get(("HelmChart", *named)), "spec")
    if chart is None or _text(chart, "sourceRef", "kind") not in _FLUX_SOURCES:
        return
    target = _text(root, "spec", "targetNamespace")
    own = _node(root, "spec", "values")
    referenced, settings = _referenced(root, namespace, by_name)
    values = [*referenced, *([of_mapping(own)] if type(own) is Mapping else ())]
    yield ReleaseObject(
        f"HelmRelease {name}", document, _text(chart, "chart"),
        _text(root, "spec", "releaseName") or (f"{target}-{name}" if target else name), target or namespace,
        tuple(_texts(chart, "valuesFiles")), tuple(values), tuple(settings),
    )  # fmt: skip


def _referenced(root: Mapping, namespace: str, by_name: ByName) -> tuple[list[GivenValues], list[str]]:
    """The values that a HelmRelease takes from ConfigMaps of the scan; what a Secret holds is nobody's to read."""
    values: list[GivenValues] = []
    settings: list[str] = []
    for each in found_at(root, ("spec", "valuesFrom", EACH)):
        if type(each.node) is not Mapping or _text(each.node, "kind") != "ConfigMap":
            continue
        held = by_name.get(("ConfigMap", namespace, _text(each.node, "name")))
        text = _node(held, "data", _text(each.node, "valuesKey") or "values.yaml")
        if type(text) is not Scalar:
            continue
        target = _text(each.node, "targetPath")
        if _ITEM in target:
            settings.append(_word(target, text))
        else:
            values.append(of_mapping(_nested(target, text)) if target else of_block(text))
    return values, settings


def _of_argo(document: Document, root: Mapping, by_name: ByName) -> Iterator[ReleaseObject]:
    _, name = _name(root)
    sources = [_node(root, "spec", "source"), *(each.node for each in found_at(root, ("spec", "sources", EACH)))]
    for source in sources:
        if type(source) is not Mapping or not _text(source, "path") or _text(source, "chart"):
            continue
        values: list[GivenValues] = []
        settings: list[str] = []
        text, tree = _node(source, "helm", "values"), _node(source, "helm", "valuesObject")
        if type(tree) is Mapping:
            # it takes precedence over the text
            values.append(of_mapping(tree))
        elif type(text) is Scalar:
            values.append(of_block(text))
        for each in found_at(source, ("helm", "parameters", EACH)):
            value, path = _node(each.node, "value"), _text(each.node, "name")
            if type(value) is not Scalar or not path:
                continue
            if _ITEM in path:
                settings.append(_word(path, value))
            else:
                values.append(of_mapping(_nested(path, value)))
        yield ReleaseObject(
            f"Application {name}", document, _text(source, "path"), _text(source, "helm", "releaseName") or name,
            _text(source, "helm", "namespace") or _text(root, "spec", "destination", "namespace"),
            tuple(_files_of_argo(source, sources)), tuple(values), tuple(settings),
        )  # fmt: skip


def _files_of_argo(source: Mapping, sources: Sequence[Node | None]) -> Iterator[str]:
    """The values files of a source, from the root of its repository: `/` is that root, `$name/` that of another source.

    A file of another repository is none of the tree's.
    """
    home = _text(source, "repoURL")
    roots = {f"${_text(each, 'ref')}" for each in sources if _text(each, "ref") and _text(each, "repoURL") == home}
    for each in _texts(source, "helm", "valueFiles"):
        root, _, below = each.partition("/")
        if root in ("", *roots):
            yield below
        elif not root.startswith("$"):
            yield join(_text(source, "path").strip("/"), each)


def _word(path: str, value: Scalar) -> str:
    """A word for `--set`, as Argo CD makes it: a comma is one of the value's, but for a list in braces."""
    text = value.text if value.text.startswith("{") else _COMMA.sub(r"\,", value.text)
    return f"{path}={text}"


def _nested(path: str, value: Scalar) -> Mapping:
    """A value below the keys of a path, as `--set` has it; a dot behind a backslash parts no keys."""
    node: Node = value
    keys = [each.replace("\0", ".") for each in path.replace("\\.", "\0").split(".")]
    for key in reversed(keys):
        node = Mapping(value.source, value.start, value.end, {key: node})
    assert type(node) is Mapping
    return node


def _node(root: Node | None, *keys: str) -> Node | None:
    found = found_at(root, keys)
    return found[0].node if found else None


def _text(root: Node | None, *keys: str) -> str:
    found = _node(root, *keys)
    return found.text if type(found) is Scalar else ""


def _texts(root: Node, *keys: str) -> list[str]:
    return [each.node.text for each in found_at(root, (*keys, EACH)) if type(each.node) is Scalar]


def _kind(root: Mapping) -> str:
    return _text(root, "kind")


def _name(root: Mapping) -> tuple[str, str]:
    return _text(root, "metadata", "namespace"), _text(root, "metadata", "name")


_Reader = Callable[[Document, Mapping, ByName], Iterator[ReleaseObject]]
_READERS: dict[tuple[str, str], _Reader] = {
    ("helm.toolkit.fluxcd.io", "HelmRelease"): _of_flux,
    ("argoproj.io", "Application"): _of_argo,
}


def leads_to(release: ReleaseObject, folder: str, top: str | None) -> bool:
    """Whether the chart of a release is the folder at a real path, in a work tree with this top."""
    path = normpath(release.chart.strip("/"))
    if not release.chart or path.startswith(".."):
        return False
    if path == ".":
        return folder == top
    return folder == normpath(join(top, path)) if top is not None else folder.replace("\\", "/").endswith(f"/{path}")


def may_install(text: str) -> bool:
    """Whether a text may hold such objects: a look before it is read."""
    return _MAY_INSTALL.search(text) is not None


def installs_anew(releases: Iterable[ReleaseObject], folder: str, files: FileTree) -> bool:
    """Whether one of several releases that were rendered themselves installs the chart at a real path."""
    made = [each for each in releases if isinstance(each.document.source, RenderedSource)]
    return any(leads_to(each, folder, files.top_around(folder)) for each in made)
