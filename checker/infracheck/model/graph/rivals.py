"""Objects of one kind that share what others have alone: a selector, a host, a service account."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from infracheck.model.base.namespace import same_namespace
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import Ingress, Service
from infracheck.model.entities.workload import Workload

if TYPE_CHECKING:
    from infracheck.model.entities.network import IngressRule
    from infracheck.model.entities.workload import Pod
    from infracheck.model.graph.model import Model

V = TypeVar("V", bound=KubernetesObject)

_MOST = 5
"""How many objects that are alike are told of: of a thousand alike, each would tell of all the others."""


def sharing_account(pod: Pod) -> tuple[Workload, ...]:
    """The other workloads that run as the service account that a pod names."""
    if pod.account_name == "default":
        return ()
    by_account: dict[tuple[str, str], list[Workload]] = pod.workload.model.derive(_by_account)
    found = by_account[pod.workload.namespace or "default", pod.account_name]
    return _others(found, pod.workload)


def _by_account(model: Model) -> dict[tuple[str, str], list[Workload]]:
    found: dict[tuple[str, str], list[Workload]] = {}
    for each in model.all(Workload):
        found.setdefault((each.namespace or "default", each.pod.account_name), []).append(each)
    return found


def _others(found: Iterable[V], one: V) -> tuple[V, ...]:
    """The first of some objects that are alike, without one and whatever else stands for the same object."""
    others = (each for each in found if each.name != one.name or not same_namespace(each.namespace, one.namespace))
    return tuple(islice(others, _MOST))


def services_selecting_alike(service: Service) -> tuple[Service, ...]:
    """The other Services of a Service's namespace with its selector, but for a headless one beside a plain one."""
    if not service.selector or service.type == "ExternalName":
        return ()
    by_selector: dict[object, list[Service]] = service.model.derive(_by_selector, service.namespace or "default")
    return _others(by_selector[_selected_by(service)], service)


def _by_selector(model: Model, namespace: str) -> dict[object, list[Service]]:
    found: dict[object, list[Service]] = {}
    for each in model.in_namespace(Service, namespace):
        if each.type != "ExternalName":
            found.setdefault(_selected_by(each), []).append(each)
    return found


def _selected_by(service: Service) -> tuple[bool, frozenset[tuple[str, str]]]:
    return service.is_headless, frozenset(service.selector.items())


def ingresses_of_host(rule: IngressRule) -> tuple[Ingress, ...]:
    """The other Ingresses that have a rule for the host of a rule."""
    ingress = rule.root
    if not rule.host or not isinstance(ingress, Ingress):
        return ()
    by_host: dict[str, list[Ingress]] = ingress.model.derive(_by_host)
    return _others(by_host[rule.host.lower()], ingress)


def _by_host(model: Model) -> dict[str, list[Ingress]]:
    found: dict[str, list[Ingress]] = {}
    for each in model.all(Ingress):
        for host in {rule.host.lower(): None for rule in each.rules if rule.host}:
            found.setdefault(host, []).append(each)
    return found
