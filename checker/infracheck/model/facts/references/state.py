"""Whether ConfigMaps and Secrets that pods take are there: said only where nothing else could bring them."""

from __future__ import annotations

from os.path import dirname
from typing import TYPE_CHECKING, Generic, TypeVar

from infracheck.knowledge.kubernetes.object_makers import GIVEN
from infracheck.model.base.fact import Unknown
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.secret import AnySecret, Secret
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.facts.references.annotations import names_in_annotations
from infracheck.model.facts.references.made import is_made
from infracheck.model.facts.references.makers import is_spoken_of, words_of_kustomizations
from infracheck.model.facts.references.use import ObjectUse
from infracheck.model.graph.link import missing, stands_in_chart
from infracheck.source.text.rendered import RenderedSource

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model

T = TypeVar("T")

_KINDS: dict[str, type[ConfigMap] | type[AnySecret]] = {"ConfigMap": ConfigMap, "Secret": AnySecret}
_EVERYWHERE = (None, "default", "kube-system", "kube-public")
_COLLECTED = frozenset(("grafana_dashboard", "grafana_datasource", "dashboard", "prometheus_rule"))


def is_missing(use: ObjectUse) -> bool:
    """Whether no object of the scan is what a pod refers to, nor makes it, where the scan would see it."""
    if use.is_optional or not use.name:
        return False
    workload = use.pod.workload
    model, subject = workload.model, _KINDS[use.kind]
    if use.name in GIVEN or "$" in use.name or "{" in use.name or use.objects:
        return False
    if isinstance(missing(model, use.kind, workload.namespace, use.name, subject), Unknown):
        return False
    source = workload.document.source
    if stands_in_chart(workload) or (isinstance(source, RenderedSource) and use.name in source.existing):
        return False
    folder = dirname(source.path)
    return not (_may_be_elsewhere(use, folder) or _is_open(model, folder) or is_spoken_of(use) or is_made(use))


def _may_be_elsewhere(use: ObjectUse, folder: str) -> bool:
    """Where files of different folders may be for different clusters; what several files take is made by hand."""
    workload = use.pod.workload
    if workload.namespace_written not in _EVERYWHERE:
        return False
    model = workload.model
    return (use.kind, folder) not in model.derive(_folders) or len(model.derive(_paths)[use.kind, use.name]) > 1


def lacks_key(use: ObjectUse) -> bool:
    """Whether the object is in the scan, with all its keys, and lacks the one that is wanted."""
    if use.is_optional or not use.key or use.name in use.pod.workload.model.derive(_patched):
        return False
    workload = use.pod.workload
    # once for all that want this key: many may mean the same objects
    return workload.model.derive(_lack_key, (use.kind, use.name), _namespace_of(workload), use.key)


def _lack_key(model: Model, name: tuple[str, str], namespace: str | None, key: str) -> bool:
    found = model.derive(_named).get(name)
    objects = () if found is None else found.of(namespace)
    return bool(objects) and not any(_may_have(each, key) for each in objects)


def _may_have(found: KubernetesObject, key: str) -> bool:
    """Whether an object has a key, or may get it: one without any is filled in by somebody."""
    if isinstance(found, ConfigMap):
        return not found.keys or key in found.key_names or found.has_templated_key
    if not isinstance(found, AnySecret) or (isinstance(found, Secret) and found.is_token):
        return True
    return not found.is_complete or not found.keys or key in found.key_names


class _ByNamespace(Generic[T]):
    """Things that stand in a namespace, or in whichever they are applied to, so that one namespace finds its own."""

    __slots__ = ("_all", "_found", "_numbers")

    def __init__(self) -> None:
        self._all: list[T] = []
        self._numbers: dict[str | None, list[int]] = {}
        self._found: dict[str | None, tuple[T, ...]] = {}

    def add(self, each: T, namespace: str | None) -> None:
        """Take in a thing of a namespace, None where it may stand in any."""
        self._numbers.setdefault(namespace, []).append(len(self._all))
        self._all.append(each)

    def of(self, namespace: str | None) -> tuple[T, ...]:
        """The things that may stand in a namespace, in the order of the files; None is every one."""
        if namespace not in self._found:
            numbers = sorted((*self._numbers.get(namespace, ()), *self._numbers.get(None, ())))
            self._found[namespace] = tuple(self._all if namespace is None else (self._all[each] for each in numbers))
        return self._found[namespace]


def uses_of_config_map(found: ConfigMap) -> tuple[ObjectUse, ...]:
    """What pods take from a ConfigMap, wherever the scan sees one that may mean it."""
    uses: dict[str, _ByNamespace[ObjectUse]] = found.model.derive(_uses)
    named = uses.get(found.name)
    return () if named is None else named.of(_namespace_of(found))


def _namespace_of(each: KubernetesObject) -> str | None:
    """The namespace of an object, None where whoever applies it says."""
    return None if each.namespace_written is None else each.namespace or "default"


def _uses(model: Model) -> dict[str, _ByNamespace[ObjectUse]]:
    found: dict[str, _ByNamespace[ObjectUse]] = {}
    for pod in model.all(Pod):
        for use in pod.object_uses:
            if use.kind == "ConfigMap":
                found.setdefault(use.name, _ByNamespace()).add(use, _namespace_of(pod.workload))
    return found


def is_read_elsewhere(found: ConfigMap) -> bool:
    """Whether something else may read a ConfigMap.

    It is spoken of, named by an annotation, labelled for a collector, within reach of an account, or nobody is seen.
    """
    if found.labels.keys() & _COLLECTED or found.name in GIVEN or "dashboard" in found.name:
        return True
    if next(found.model.in_namespace(Workload, found.namespace), None) is None:
        return True
    if stands_in_chart(found) or found.is_readable_by_workload:
        return True
    model = found.model
    return is_spoken_of(found) or found.name in model.derive(_patched) or found.name in model.derive(_annotated)


def _annotated(model: Model) -> frozenset[str]:
    # what is kept speaks of itself
    objects = (each for each in model.all(KubernetesObject) if each.kind not in ("ConfigMap", "Secret"))
    return frozenset(name for each in objects for name in names_in_annotations(each))


def candidates(use: ObjectUse) -> tuple[KubernetesObject, ...]:
    """The objects that may be meant; one without a namespace goes where whoever applies it says."""
    workload = use.pod.workload
    named: dict[tuple[str, str], _ByNamespace[KubernetesObject]] = workload.model.derive(_named)
    objects = named.get((use.kind, use.name))
    return () if objects is None else objects.of(_namespace_of(workload))


def _named(model: Model) -> dict[tuple[str, str], _ByNamespace[KubernetesObject]]:
    found: dict[tuple[str, str], _ByNamespace[KubernetesObject]] = {}
    for config_map in model.all(ConfigMap):
        found.setdefault(("ConfigMap", config_map.name), _ByNamespace()).add(config_map, _namespace_of(config_map))
    for secret in model.all(AnySecret):
        namespace = None if secret.is_cluster_scoped else _namespace_of(secret)
        found.setdefault(("Secret", secret.secret_name), _ByNamespace()).add(secret, namespace)
    return found


def _paths(model: Model) -> dict[tuple[str, str], set[str]]:
    """The files whose pods take an object, by its kind and name."""
    found: dict[tuple[str, str], set[str]] = {}
    for pod in model.all(Pod):
        for use in pod.object_uses:
            found.setdefault((use.kind, use.name), set()).add(pod.workload.document.source.path)
    return found


def _folders(model: Model) -> frozenset[tuple[str, str]]:
    return frozenset(
        (kind, dirname(each.document.source.path)) for kind, subject in _KINDS.items() for each in model.all(subject)
    )


def _is_open(model: Model, folder: str) -> bool:
    """Whether a kustomization there, or above, brings objects from outside the scan."""
    folders: frozenset[str] = model.derive(_open)
    while folders:
        if folder in folders:
            return True
        above = dirname(folder)
        if above == folder:
            break
        folder = above
    return False


def _open(model: Model) -> frozenset[str]:
    return frozenset(dirname(each.source.path) for each in model.kustomizations if _reaches_out(each.source.text))


def _reaches_out(text: str) -> bool:
    return "://" in text or "github.com" in text or "?ref=" in text or "helmCharts" in text or "generators:" in text


def _patched(model: Model) -> frozenset[str]:
    """The names of objects that kustomizations patch, and so may give further keys."""
    return frozenset((*(each.name for each in model.patches), *words_of_kustomizations(model)))


def _kinds_and_names_patched(model: Model) -> frozenset[tuple[str, str]]:
    return frozenset((each.kind, each.name) for each in model.patches)


def is_patched(found: KubernetesObject) -> bool:
    """Whether a kustomization may change an object: by a patch of its kind and name, or by one written in its file."""
    model = found.model
    if (found.kind, found.name) in model.derive(_kinds_and_names_patched):
        return True
    return any("patch" in each.source.text and found.name in each.source.text for each in model.kustomizations)
