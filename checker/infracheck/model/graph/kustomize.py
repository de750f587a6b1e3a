"""Which files a kustomization names, and which of them hold parts of objects, not objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from os.path import dirname, join, normpath
from typing import TYPE_CHECKING

from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.workload import Workload
from infracheck.source.files.input_file import KUSTOMIZATIONS
from infracheck.source.text.rendered import RenderedSource
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model

_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902")
_RESOURCES = ("resources", "bases", "components", "crds", "generators", "transformers", "validators")
_OF_A_DELETION = frozenset(("$patch", "apiVersion", "kind", "metadata"))
# what files of patches, or the folders that hold them, are called; whole objects stand in overlays, too
_CALLED_PATCH = re.compile(r"(?i)(?<![a-z])(?:json6902|patch(?:es)?)(?![a-z])")
_CALLED_OVERLAY = re.compile(r"(?i)(?<![a-z])(?:overlays?|overrides?)(?![a-z])")
_TELLING = 3
_WEBHOOKS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
# what the API server demands of a kind beside its name; of several in one place, one is enough
_SELECTED = (("spec/selector",),)
_DEMANDED: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"), _SELECTED),
    "CronJob": (("spec/schedule",),),
    "Service": (("spec/ports", "spec/externalName"),),
    "Ingress": (("spec/rules", "spec/defaultBackend"),),
    "PersistentVolumeClaim": (("spec/accessModes",), ("spec/resources",)),
    "PersistentVolume": (("spec/accessModes",), ("spec/capacity",)),
    "HorizontalPodAutoscaler": (("spec/scaleTargetRef",), ("spec/maxReplicas",)),
    "ScaledObject": (("spec/scaleTargetRef",), ("spec/triggers",)),
    **dict.fromkeys(("RoleBinding", "ClusterRoleBinding"), (("roleRef",),)),
    "CustomResourceDefinition": (("spec/group",), ("spec/names",), ("spec/versions",)),
    "StorageClass": (("provisioner",),),
    "PriorityClass": (("value",),),
    "RuntimeClass": (("handler",),),
}


def kustomizations_in(documents: Iterable[Document]) -> list[Document]:
    """The kustomizations among documents."""
    return [each for each in documents if type(each.root) is Mapping and _is_kustomization(each, each.root)]


def patches_of(kustomizations: Iterable[Document]) -> set[str]:
    """The paths of the files that kustomizations use as patches, and not as resources besides."""
    patches: set[str] = set()
    resources: set[str] = set()
    for each in kustomizations:
        # whatever calls itself one in another file, Kustomize reads these names alone
        if each.source.name in KUSTOMIZATIONS:
            patches.update(_paths(each, _PATCHES))
            resources.update(_paths(each, _RESOURCES))
    return patches - resources


def files_of(kustomization: Document) -> list[str]:
    """The paths of all that a kustomization reads objects, or parts of objects, from."""
    return _paths(kustomization, (*_RESOURCES, *_PATCHES))


def is_given_namespace(each: KubernetesObject) -> bool:
    """Whether a kustomization of the scan that names an object's file, or its folder, gives it a namespace."""
    return each.document.source.path in each.model.derive(_moved)


def _moved(model: Model) -> set[str]:
    """The paths of all that kustomizations with a namespace take as resources, through others between."""
    by_folder = {dirname(each.source.path): each for each in model.kustomizations}
    waiting = [each for each in model.kustomizations if type(each.root) is Mapping and _text_at(each.root, "namespace")]
    moved: set[str] = set()
    while waiting:
        for path in _paths(waiting.pop(), _RESOURCES):
            if path not in moved:
                moved.add(path)
                waiting += [by_folder[path]] if path in by_folder else []
    return moved


def is_part(each: KubernetesObject) -> bool:
    """Whether an object lacks what the API server demands of its kind: as a patch it is part of another one.

    What lacks nothing can be applied as it stands, so that it is judged wherever its file is named as a patch.
    """
    node = each.node
    if node is None or (_text_at(node, "$patch") == "delete" and node.values.keys() <= _OF_A_DELETION):
        return True
    if isinstance(each, Workload):
        containers = each.pod.containers
        if not containers or any(container.image is None for container in containers):
            return True
        if each.kind in ("Job", "CronJob") and each.pod.restart_policy not in ("Never", "OnFailure"):
            return True
    if each.kind == "Service" and _text_at(node, "spec/clusterIP") == "None":
        return False
    if each.kind in _WEBHOOKS:
        webhooks = node.get("webhooks")
        return type(webhooks) is not Sequence or not all(_at(hook, "clientConfig") for hook in webhooks.items)
    return not all(any(_at(node, path) is not None for path in either) for either in _DEMANDED.get(each.kind, ()))


def is_stray_patch(each: KubernetesObject) -> bool:
    """Whether an object lacks what its kind demands, in a file that is called as patches are.

    The kustomization that names it need not be scanned: of a commit, say, that changes the patch alone. In an overlay a
    workload whose containers all have an image is judged, since `commonLabels` may add the selector.
    """
    source = each.document.source
    if isinstance(source, RenderedSource):
        return False
    # the folders above the project tell nothing
    path = "/".join(re.split(r"[/\\]", source.path)[-_TELLING:])
    if _CALLED_PATCH.search(path):
        return is_part(each)
    if not _CALLED_OVERLAY.search(path):
        return False
    if isinstance(each, Workload):
        return any(container.image is None for container in each.pod.containers)
    return is_part(each)


def _is_kustomization(document: Document, root: Mapping) -> bool:
    """By its name: old ones say neither kind nor apiVersion; a component goes by its kind too."""
    if document.source.name in KUSTOMIZATIONS:
        return True
    version = root.get("apiVersion")
    return type(version) is Scalar and version.text.startswith("kustomize.config.k8s.io/")


def _paths(kustomization: Document, keys: Iterable[str]) -> list[str]:
    folder = dirname(kustomization.source.path)
    names = _names(kustomization.root, keys) if type(kustomization.root) is Mapping else ()
    return [normpath(join(folder, name)) for name in names]


def _names(root: Mapping, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        listed: Node | None = root.get(key)
        for item in listed.items if type(listed) is Sequence else ():
            path = item.get("path") if type(item) is Mapping else item
            if type(path) is Scalar and "\n" not in path.text and "\0" not in path.text:
                yield path.text


def _at(node: Node, path: str) -> Node | None:
    found: Node | None = node
    for key in path.split("/"):
        found = found.get(key) if type(found) is Mapping else None
    return found


def _text_at(node: Node, path: str) -> str:
    found = _at(node, path)
    return found.text if type(found) is Scalar else ""
