"""The file of a kustomization: what it lists, with the places of its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from infracheck.record import Record
from infracheck.source.render.kustomize.inline import is_inline
from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

OBJECTS = ("resources", "bases", "components")
"""What brings objects."""
PLUGINS = ("generators", "transformers", "validators")
"""What configures plugins, by file, by folder or inline."""
GENERATORS = ("configMapGenerator", "secretGenerator")
_GROUP = "kustomize.config.k8s.io/"
_PATHS = ("crds", "configurations")
_WITH_PATH = ("patches", "patchesJson6902", "replacements")
_HELM = ("helmCharts", "helmChartInflationGenerator")


class Listed(Record):
    """A word of a kustomization that names a file or a folder: the list that it stands in, the path, its place."""

    key: str
    path: str
    node: Scalar


class Kustomization:
    """One kustomization: the name of its file, relative to the tree and with slashes, and what stands in that."""

    __slots__ = ("folder", "name", "roots", "source")

    def __init__(self, name: str, source: Source, documents: Iterable[Document]) -> None:
        self.name = name
        self.folder = name.rpartition("/")[0] or "."
        self.source = source
        self.roots: list[Mapping] = [each.root for each in documents if type(each.root) is Mapping]

    def under(self, key: str) -> Iterator[Node]:
        """What stands under a key."""
        for root in self.roots:
            yield from under(root, key)

    def items(self, key: str) -> Iterator[Node]:
        """The items of a list."""
        for root in self.roots:
            yield from items(root, key)

    def word(self, key: str) -> str:
        """The scalar under a key, empty where there is none."""
        return next((each.text for each in self.under(key) if type(each) is Scalar), "")

    @property
    def is_component(self) -> bool:
        """Whether it is a part of others, and is built by none but these."""
        return any(type(each) is Scalar and each.text == "Component" for each in self.under("kind"))

    @property
    def is_foreign(self) -> bool:
        """Whether a file of this name belongs to another tool, as Flux's objects do."""
        return any(type(each) is Scalar and not each.text.startswith(_GROUP) for each in self.under("apiVersion"))

    def charts(self) -> Iterator[Node]:
        """What makes Kustomize run Helm, and fetch charts."""
        for key in _HELM:
            for each in self.under(key):
                if type(each) is not Sequence or each.items:
                    yield each

    def entries(self) -> Iterator[Listed]:
        """All files and folders that it names."""
        for key in (*OBJECTS, *_PATHS):
            yield from _named(key, self.items(key))
        for key in _WITH_PATH:
            for item in self.items(key):
                yield from _named(key, under(item, "path"))
        for each in self.under("openapi"):
            yield from _named("openapi", under(each, "path"))
        for item in self.items("patchesStrategicMerge"):
            if not is_inline(item):
                yield from _named("patchesStrategicMerge", (item,))
        for key in GENERATORS:
            for item in self.items(key):
                yield from files_of_generator(key, item)

    def plugins(self) -> Iterator[Listed]:
        """The files and folders of plugins' configs, and those that stand inline, as they are."""
        for key in PLUGINS:
            yield from _named(key, self.items(key))


def under(node: Node, key: str) -> Iterator[Node]:
    """What stands under a key of a mapping, in whatever case it is written: Go's reader of JSON folds it."""
    if type(node) is not Mapping:
        return
    folded = key.casefold()
    for name, value in node.values.items():
        if name == key or name.casefold() == folded:
            yield value


def items(node: Node, key: str) -> Iterator[Node]:
    """The items of a list under a key."""
    for each in under(node, key):
        if type(each) is Sequence:
            yield from each.items


def word(node: Node, key: str) -> str:
    """The scalar under a key, empty where there is none."""
    return next((each.text for each in under(node, key) if type(each) is Scalar), "")


def files_of_generator(key: str, generator: Node) -> Iterator[Listed]:
    """The files that a ConfigMap or a Secret is made of: `files` may give each another name in front."""
    for item in items(generator, "files"):
        for entry in _named(key, (item,)):
            yield entry._replace(path=entry.path.rpartition("=")[2])
    yield from _named(key, items(generator, "envs"))
    yield from _named(key, under(generator, "env"))


def _named(key: str, nodes: Iterable[Node]) -> Iterator[Listed]:
    for node in nodes:
        if type(node) is Scalar and node.text:
            yield Listed(key, node.text, node)
