"""Which files a kustomization names as patches: parts of objects, not objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os.path import dirname, join, normpath

from infracheck.model.kubernetes import KubernetesObject
from infracheck.source.tree import Mapping, Node, Scalar, Sequence


def patches_of(objects: Iterable[KubernetesObject]) -> set[str]:
    """The paths of the files that kustomizations among these objects use as patches."""
    found: set[str] = set()
    for each in objects:
        if each.kind in ("Kustomization", "Component") and each.group == "kustomize.config.k8s.io":
            folder = dirname(each.document.source.path)
            assert each.node is not None
            found.update(normpath(join(folder, name)) for name in _named(each.node))
    return found


def _named(root: Mapping) -> Iterator[str]:
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        listed: Node | None = root.get(key)
        for item in listed.items if type(listed) is Sequence else ():
            path = item.get("path") if type(item) is Mapping else item
            if type(path) is Scalar and "\n" not in path.text:
                yield path.text
