"""Which files a kustomization names as patches: parts of objects, not objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os.path import dirname, join, normpath

from infracheck.source.collect import KUSTOMIZATIONS
from infracheck.source.tree import Document, Mapping, Node, Scalar, Sequence


def kustomizations_in(documents: Iterable[Document]) -> list[Document]:
    """The kustomizations among documents."""
    return [each for each in documents if type(each.root) is Mapping and _is_kustomization(each, each.root)]


def patches_of(kustomizations: Iterable[Document]) -> set[str]:
    """The paths of the files that kustomizations use as patches."""
    found: set[str] = set()
    for each in kustomizations:
        if type(each.root) is Mapping:
            folder = dirname(each.source.path)
            found.update(normpath(join(folder, name)) for name in _named(each.root))
    return found


def _is_kustomization(document: Document, root: Mapping) -> bool:
    """By its name: old ones say neither kind nor apiVersion; a component goes by its kind too."""
    if document.source.name in KUSTOMIZATIONS:
        return True
    version = root.get("apiVersion")
    return type(version) is Scalar and version.text.startswith("kustomize.config.k8s.io/")


def _named(root: Mapping) -> Iterator[str]:
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        listed: Node | None = root.get(key)
        for item in listed.items if type(listed) is Sequence else ():
            path = item.get("path") if type(item) is Mapping else item
            if type(path) is Scalar and "\n" not in path.text:
                yield path.text
