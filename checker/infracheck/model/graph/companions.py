"""What objects name in the same manifests: Services behind an Ingress, the account of a pod, and what leads to it.

Unknown is what is declared, what a chart that is not rendered may hold, what an operator may make, and all of a
namespace and a kind of which the scan holds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.entities.network import Ingress, Route, Service
from infracheck.model.entities.rbac import ServiceAccount
from infracheck.model.graph.label_index import LabelIndex
from infracheck.model.graph.link import account_of, missing, stands_in_chart
from infracheck.model.graph.pod_labels import looked_up
from infracheck.model.graph.pod_makers import is_called_after_maker

if TYPE_CHECKING:
    from infracheck.model.entities.governance import Namespace
    from infracheck.model.entities.kubernetes import KubernetesObject
    from infracheck.model.entities.network import IngressBackend, RouteBackend, ServiceMonitor
    from infracheck.model.entities.workload import Pod, Workload
    from infracheck.model.graph.model import Model

_MOST = 5
"""How many Services of a monitor, and ways to a pod, are told of."""
# the cluster itself makes most of what stands in these
_OPERATED = frozenset(("kube-system", "kube-public", "kube-node-lease"))


def service_of_backend(backend: IngressBackend) -> Fact[Service | None]:
    """The Service that an Ingress names; Known(None) where it is missing among those that the scan sees."""
    ingress = backend.root
    # the AWS load balancer controller reads such a name as that of an annotation
    if not isinstance(ingress, Ingress) or backend.name is None or backend.port == "use-annotation":
        return Unknown("no Service is named")
    return _service(ingress, ingress.namespace, backend.name)


def service_of_route_backend(backend: RouteBackend) -> Fact[Service | None]:
    """The Service that a route names; Known(None) where it is missing among those that the scan sees."""
    route = backend.root
    if not isinstance(route, Route) or not backend.name or (backend.group or "", backend.kind) not in _SERVICES:
        return Unknown("no Service is named")
    return _service(route, backend.namespace or route.namespace, backend.name)


_SERVICES = (("", None), ("", "Service"))


def governing_service_of(workload: Workload) -> Fact[Service | None]:
    """The Service that a StatefulSet names; Known(None) where it is missing among those that the scan sees."""
    if not workload.service_name:
        return Unknown("no Service is named")
    return _service(workload, workload.namespace, workload.service_name)


def _service(by: KubernetesObject, namespace: str | None, name: str) -> Fact[Service | None]:
    found = by.model.find("Service", namespace, name)
    if isinstance(found, Service):
        return Known(found)
    return _may_be_made(by, namespace, name) or missing(by.model, "Service", namespace, name, Service)


def _may_be_made(by: KubernetesObject, namespace: str | None, name: str) -> Unknown | None:
    """Why an object that another one names may be made by something that the scan does not see, if that is so."""
    if stands_in_chart(by) or is_open(name) or namespace in _OPERATED:
        return Unknown("it may stand elsewhere")
    if is_called_after_maker(by.model, namespace, name):
        return Unknown("a custom resource may make it")
    return None


def is_open(name: str) -> bool:
    """Whether a name, or the value of a label, is yet to be filled in: no object bears it as it stands."""
    return _WORD.fullmatch(name) is None


_WORD = re.compile(r"[A-Za-z0-9._-]*")


def has_account(pod: Pod) -> Fact[bool]:
    """Whether the scan holds the service account of a pod, or Kubernetes makes it."""
    workload, name = pod.workload, pod.account_name
    found = account_of(pod)
    if isinstance(found, Unknown):
        return found
    if name == "default" or found.value is not None:
        return Known(True)
    return _may_be_made(workload, workload.namespace, name) or Known(False)


def services_of_monitor(monitor: ServiceMonitor) -> Fact[tuple[Service, ...]]:
    """The Services that a ServiceMonitor selects; Known(()) where none of those that the scan sees is one."""
    model, names = monitor.model, monitor.namespaces or (monitor.namespace or "default",)
    places = model.derive(_namespaces_of_services) if monitor.in_any_namespace else names
    selector = monitor.selector
    services = (each for name in places for each in model.derive(_services_in, name).candidates(selector))
    found = tuple(islice((each for each in services if selector.matches(each.labels)), _MOST))
    if found:
        return Known(found)
    declared = [each.namespace for each in model.exists if each.kind == "Service"]
    # the API server's own Service stands in no file, and neither does the kubelets', which Prometheus' operator makes
    if not _OPERATED.isdisjoint(names) or monitor.selector.match_labels.get("provider") == "kubernetes":
        return Unknown("the cluster may make such Services")
    if stands_in_chart(monitor) or any(monitor.in_any_namespace or each in (None, *names) for each in declared):
        return Unknown("not every Service was scanned")
    if any(is_open(value) for value in monitor.selector.match_labels.values()):
        return Unknown("the selector contains a placeholder")
    if all(next(model.in_namespace(Service, name), None) is None for name in places):
        return Unknown("no Service of its namespaces was scanned")
    return Known(())


def _services_in(model: Model, namespace: str) -> LabelIndex[Service]:
    return LabelIndex((each, looked_up(each.labels)) for each in model.in_namespace(Service, namespace))


def _namespaces_of_services(model: Model) -> tuple[str, ...]:
    return tuple({each.namespace or "default": None for each in model.all(Service)})


def entrances_of(pod: Pod) -> tuple[KubernetesObject, ...]:
    """The first of what leads to a pod from outside the cluster."""
    found = {id(each): each for each in islice(_entrances_of(pod), _MOST)}
    return tuple(found.values())


def _entrances_of(pod: Pod) -> Iterator[KubernetesObject]:
    ways: dict[tuple[str, str], list[KubernetesObject]] = pod.workload.model.derive(_by_service)
    for service in pod.services:
        if service.is_open:
            yield service
        yield from ways.get((service.namespace or "default", service.name), ())


def _by_service(model: Model) -> dict[tuple[str, str], list[KubernetesObject]]:
    """The Ingresses and the routes that send requests to a Service, by its namespace and its name."""
    found: dict[tuple[str, str], list[KubernetesObject]] = {}
    ways: list[Ingress | Route] = [*model.all(Ingress), *model.all(Route)]
    for each in ways:
        known = [backend.target.value for backend in each.backends if isinstance(backend.target, Known)]
        for service in {id(service): service for service in known}.values():
            if service is not None:
                found.setdefault((service.namespace or "default", service.name), []).append(each)
    return found


def accounts_in(namespace: Namespace) -> tuple[ServiceAccount, ...]:
    """The service accounts of a namespace, but for the one that Kubernetes makes."""
    accounts = namespace.model.in_namespace(ServiceAccount, namespace.name)
    return tuple(each for each in accounts if each.name != "default")
