"""From one entity to its neighbours: who selects, mounts, binds and names whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import islice
from os.path import dirname
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.base.namespace import same_namespace
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.governance import AnyAutoscaler, Namespace, PodDisruptionBudget
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import NetworkPolicy, Service
from infracheck.model.entities.rbac import ServiceAccount
from infracheck.model.entities.secret import AnySecret
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.graph.pod_labels import CONTROLLER_KEYS, bears, looked_up, worn
from infracheck.model.graph.pod_makers import may_be_made

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model

O = TypeVar("O", bound=KubernetesObject)  # noqa: E741  a type of object


class Selecting(Generic[O]):
    """Objects of a namespace by what they select, so that a pod asks only those that may mean it."""

    __slots__ = ("_by_label", "_others")

    def __init__(self, objects: Iterable[O], wanted: Callable[[O], dict[str, str]]) -> None:
        # one label of each selector is enough to find it, that which the fewest others ask for; the rest is asked then
        selectors = [(each, wanted(each)) for each in objects]
        shared = Counter(label for _, labels in selectors for label in labels.items())
        self._by_label: dict[tuple[str, str], list[O]] = {}
        self._others: list[O] = []
        for each, labels in selectors:
            rarest = min(labels.items(), key=shared.__getitem__, default=None)
            (self._others if rarest is None else self._by_label.setdefault(rarest, [])).append(each)

    def candidates(self, labels: dict[str, str]) -> Iterator[O]:
        """Those whose selector may be met by labels, those that name no label last."""
        for label in labels.items():
            yield from self._by_label.get(label, ())
        yield from self._others


def _selecting(workload: Workload, subject: type[O], wanted: Callable[[O], dict[str, str]]) -> Selecting[O]:
    model, namespace = workload.model, workload.namespace
    return model.derive(_index_selectors, subject, namespace or "default", wanted)


def _labels_of_service(each: Service) -> dict[str, str]:
    return looked_up(each.selector)


def _labels_of_policy(each: NetworkPolicy) -> dict[str, str]:
    return each.pod_selector.match_labels


def _labels_of_budget(each: PodDisruptionBudget) -> dict[str, str]:
    return each.selector.match_labels


def _index_selectors(
    model: Model, subject: type[O], namespace: str, wanted: Callable[[O], dict[str, str]]
) -> Selecting[O]:
    return Selecting(model.in_namespace(subject, namespace), wanted)


def services_of(pod: Pod) -> tuple[Service, ...]:
    """The Services whose selector the pod's labels meet, in the order of the files."""

    def find(labels: dict[str, str]) -> Iterator[Service]:
        index = _selecting(pod.workload, Service, _labels_of_service)
        return (each for each in index.candidates(labels) if bears(pod, each.selector))

    return _selecting_pod(pod, Service, find, _labels_for_services(pod))


def _labels_for_services(pod: Pod) -> dict[str, str]:
    """The labels by which Services find a pod; few of them ask for those that controllers add."""
    workload = pod.workload
    return worn(pod) if workload.model.derive(_ask_controllers, workload.namespace or "default") else pod.labels


def _ask_controllers(model: Model, namespace: str) -> bool:
    """Whether a Service of a namespace selects by a label that controllers add."""
    return any(not CONTROLLER_KEYS.isdisjoint(each.selector) for each in model.in_namespace(Service, namespace))


def gets_no_traffic(pod: Pod) -> bool:
    """Whether the scan holds Services that select pods, and none of them selects this one."""
    model = pod.workload.model
    if pod.services or stands_in_chart(pod.workload):
        return False
    return model.derive(_has_selecting_services)


def _has_selecting_services(model: Model) -> bool:
    return any(each.selector for each in model.all(Service))


def pods_of(service: Service) -> Fact[tuple[Pod, ...]]:
    """The pods that a Service selects, where the scan sees what could bear its labels.

    Unknown where it sees no workload of the namespace, where something of it is declared, where the selector is yet to
    be filled in, where a custom resource may make such pods, or where no pod has a label of that key at all and the key
    is that of an operator.
    """
    model, namespace, selector = service.model, service.namespace, service.selector
    by_label = model.derive(_by_label, namespace or "default")
    known = model.derive(_nothing_linked, Service, Pod, namespace or "default")
    labels = tuple(selector.items())
    if labels not in known:
        known[labels] = _selected(service, selector, by_label)
    found: tuple[Pod, ...] = known[labels]
    if found or not selector:
        return Known(found)
    if not by_label or are_pods_declared(model, namespace) or stands_in_chart(service):
        return Unknown("not every workload of this namespace was scanned")
    if any("$" in value or "{{" in value for value in selector.values()):
        return Unknown("the selector contains a placeholder")
    foreign = {key for key in selector if "/" in key and key not in CONTROLLER_KEYS}
    if foreign and not foreign <= {key for key, _ in by_label}:
        return Unknown("an operator may add these labels")
    if may_be_made(model, namespace, selector):
        return Unknown("a custom resource may make such pods")
    return Known(())


def _selected(
    service: Service, selector: dict[str, str], by_label: dict[tuple[str, str], list[Pod]]
) -> tuple[Pod, ...]:
    bearers = min((by_label.get(label, []) for label in looked_up(selector).items()), key=len, default=[])
    met = (pod for pod in bearers if bears(pod, selector))
    found = tuple(islice(met, MOST_LINKS))
    if len(found) == MOST_LINKS and next(met, None) is not None:
        said = f"a Service selects more than {MOST_LINKS} pods; the others are not linked to it"
        service.model.limit(said, service.span)
    return found


def _by_label(model: Model, namespace: str | None) -> dict[tuple[str, str], list[Pod]]:
    found: dict[tuple[str, str], list[Pod]] = {}
    for each in model.in_namespace(Workload, namespace):
        for label in worn(each.pod).items():
            found.setdefault(label, []).append(each.pod)
    return found


def are_pods_declared(model: Model, namespace: str | None) -> bool:
    """Whether something that may have pods in a namespace is declared under `exists`."""
    with_pods = (each for each in model.exists if each.kind not in _WITHOUT_PODS)
    return any(each.namespace in (None, namespace) for each in with_pods)


_WITHOUT_PODS = frozenset(("ConfigMap", "Namespace", "PersistentVolumeClaim", "Secret", "Service", "ServiceAccount"))


def network_policies_of(pod: Pod) -> tuple[NetworkPolicy, ...]:
    """The network policies that select the pod, in the order of the files."""

    def find(labels: dict[str, str]) -> Iterator[NetworkPolicy]:
        index = _selecting(pod.workload, NetworkPolicy, _labels_of_policy)
        return (each for each in index.candidates(labels) if each.pod_selector.matches(labels))

    return _selecting_pod(pod, NetworkPolicy, find)


def disruption_budgets_of(workload: Workload) -> tuple[PodDisruptionBudget, ...]:
    """The disruption budgets that select the workload's pods, in the order of the files."""

    def find(labels: dict[str, str]) -> Iterator[PodDisruptionBudget]:
        index = _selecting(workload, PodDisruptionBudget, _labels_of_budget)
        # policy/v1: an empty selector selects every pod of the namespace, none at all selects nothing
        met = (each for each in index.candidates(labels) if each.selector.is_written)
        return (each for each in met if each.selector.matches(labels))

    return _selecting_pod(workload.pod, PodDisruptionBudget, find)


def _selecting_pod(
    pod: Pod, subject: type[O], find: Callable[[dict[str, str]], Iterator[O]], worn_labels: dict[str, str] | None = None
) -> tuple[O, ...]:
    """What selects a pod, worked out once for all the pods of a namespace that bear the same labels."""
    workload, labels = pod.workload, pod.labels if worn_labels is None else worn_labels
    if not workload.model.all(subject):
        return ()
    known = workload.model.derive(_nothing_linked, Pod, subject, workload.namespace or "default")
    key = tuple(labels.items())
    if key not in known:
        known[key] = _followed(workload, find(labels))
    return known[key]


def _nothing_linked(_: Model, of: type, to: type, namespace: str) -> dict[tuple[tuple[str, str], ...], tuple[Any, ...]]:
    """What labels lead to from one kind of object to another within a namespace, filled in as it is asked for."""
    return {}


MOST_LINKS = 500
"""The most objects of a kind that one object is tied to; the repositories measured have 4 at most."""


def _followed(workload: Workload, objects: Iterable[O]) -> tuple[O, ...]:
    """The objects that are tied to a workload, in the order of the files, as far as they are followed."""
    found = sorted(islice(objects, MOST_LINKS + 1), key=_place)
    if len(found) > MOST_LINKS:
        kind = found[-1].kind
        said = f"more than {MOST_LINKS} objects of kind {kind} apply to one workload; the others are not linked to it"
        workload.model.limit(said, workload.span)
    return tuple(found[:MOST_LINKS])


def _place(each: KubernetesObject) -> tuple[str, int]:
    # not by its span, for which the lines of its file would be counted
    return each.document.source.path, each.node.start if each.node is not None else 0


def autoscalers_of(workload: Workload) -> tuple[AnyAutoscaler, ...]:
    """The autoscalers that target the workload."""
    by_target = workload.model.derive(_by_target)
    targets = by_target.get((workload.kind, workload.name), ())
    return _followed(workload, (each for each in targets if same_namespace(each.namespace, workload.namespace)))


def target_of(autoscaler: AnyAutoscaler) -> Fact[KubernetesObject | None]:
    """What an autoscaler scales; Known(None) where the scan sees such objects in its namespace, but not this one."""
    kind, name, model = autoscaler.target_kind, autoscaler.target.name, autoscaler.model
    if kind is None or name is None:
        return Unknown("no target is set")
    found = model.find(kind, autoscaler.namespace, name)
    if found is not None:
        return Known(found)
    kinds = model.derive(_kinds, autoscaler.namespace or "default")
    if kind not in kinds or stands_in_chart(autoscaler):
        return Unknown(f"no {kind} of this namespace was scanned")
    return missing(model, kind, autoscaler.namespace, name, KubernetesObject)


def _kinds(model: Model, namespace: str) -> set[str]:
    return {each.kind for each in model.in_namespace(KubernetesObject, namespace)}


def _by_target(model: Model) -> dict[tuple[str | None, str | None], list[AnyAutoscaler]]:
    found: dict[tuple[str | None, str | None], list[AnyAutoscaler]] = {}
    for each in model.all(AnyAutoscaler):
        found.setdefault((each.target_kind, each.target.name), []).append(each)
    return found


def account_of(pod: Pod) -> Fact[ServiceAccount | None]:
    """The pod's service account; Known(None) where the scan sees the namespace's accounts and it is none of them."""
    name = pod.account_name
    workload = pod.workload
    found = workload.model.find("ServiceAccount", workload.namespace, name)
    if isinstance(found, ServiceAccount):
        return Known(found)
    if name == "default":
        # Kubernetes makes it in every namespace
        return Known(None)
    if stands_in_chart(workload):
        return Unknown("the templates of a Helm chart were not rendered")
    return missing(workload.model, "ServiceAccount", workload.namespace, name, ServiceAccount)


def config_map(model: Model, namespace: str | None, name: str) -> Fact[ConfigMap | None]:
    """A ConfigMap by name; Known(None) where it is missing among those that the scan sees of its namespace."""
    found = model.find("ConfigMap", namespace, name)
    return Known(found) if isinstance(found, ConfigMap) else missing(model, "ConfigMap", namespace, name, ConfigMap)


def secret(model: Model, namespace: str | None, name: str) -> Fact[AnySecret | None]:
    """What provides a Secret of this name; Known(None) where none of the Secrets of its namespace does."""
    by_name: dict[tuple[str, str], AnySecret] = model.derive(_secrets)
    found = by_name.get((namespace or "default", name)) or by_name.get(("*", name))
    return Known(found) if found is not None else missing(model, "Secret", namespace, name, AnySecret)


def _secrets(model: Model) -> dict[tuple[str, str], AnySecret]:
    found: dict[tuple[str, str], AnySecret] = {}
    for each in model.all(AnySecret):
        namespace = "*" if each.is_cluster_scoped else each.namespace or "default"
        for name in each.secret_names:
            found.setdefault((namespace, name), each)
    return found


def missing(
    model: Model, kind: str, namespace: str | None, name: str, subject: type[KubernetesObject]
) -> Known[Any] | Unknown:
    """Whether something that the scan does not see is missing: not where it is declared, or where nothing is seen."""
    for each in model.exists:
        if each.kind == kind and fnmatchcase(name, each.name) and each.namespace in (None, namespace):
            return Unknown("declared under `exists` in the config")
    if next(model.in_namespace(subject, namespace), None) is None:
        return Unknown(f"no {kind} of this namespace was scanned")
    return Known(None)


def stands_in_chart(each: KubernetesObject) -> bool:
    """Whether an object is one of a chart whose templates are not rendered: what it names may be one of these."""
    charts = each.model.charts
    folder = dirname(each.document.source.path) if charts else ""
    while folder and folder not in charts and dirname(folder) != folder:
        folder = dirname(folder)
    return folder in charts


def namespace_of(each: KubernetesObject) -> Namespace | None:
    """The Namespace object that an object stands in, where the scan sees it."""
    found = each.model.find("Namespace", None, each.namespace) if each.namespace else None
    return found if isinstance(found, Namespace) else None


def is_in_mesh(workload: Workload) -> bool:
    """Whether labels or annotations put the workload's pods into a service mesh: Istio's or Linkerd's."""
    pod, namespace = workload.pod, namespace_of(workload)
    labels = {**(namespace.labels if namespace is not None else {}), **pod.labels}
    annotations = {**(namespace.annotations if namespace is not None else {}), **pod.annotations}
    if "false" in (labels.get("sidecar.istio.io/inject"), annotations.get("sidecar.istio.io/inject")):
        return False
    if labels.get("istio-injection") == "enabled" or labels.get("istio.io/dataplane-mode") == "ambient":
        return True
    return (
        "istio.io/rev" in labels
        or labels.get("sidecar.istio.io/inject") == "true"
        or annotations.get("linkerd.io/inject") in ("enabled", "ingress")
    )
