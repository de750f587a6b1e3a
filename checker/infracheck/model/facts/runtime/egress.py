"""What network policies let pods reach."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

from infracheck.knowledge.products.lookup import BY_NAME, DATABASE
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.ip_address import parsed
from infracheck.model.entities.dependency import Dependency, Location
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import NetworkPolicy, PolicyPort, PolicyRule
from infracheck.model.graph.isolation import is_of_plugin

if TYPE_CHECKING:
    from infracheck.model.entities.workload import Workload
    from infracheck.model.graph.model import Model


def reaches(workload: Workload, dependency: Dependency) -> Fact[bool]:
    """Whether network policies let a workload's pods reach a dependency outside the cluster.

    Unknown where another plugin's policies have a say too, or where a rule leaves it open.
    """
    limiting = limiting_policies(workload)
    # the pod of a node's network is beyond them
    if not limiting or workload.pod.host_network:
        return Known(True)
    if _has_other_policies(workload.model):
        return Unknown("policies of a network plugin may allow it")
    port = dependency.usual_port
    for policy in limiting:
        for rule in policy.egress:
            if _leads_to(rule, dependency) and _allows_port(rule, port):
                return Known(True)
    return Known(False, tuple(Note(f"NetworkPolicy {each.name} limits egress", each.span) for each in limiting))


def limiting_policies(workload: Workload) -> tuple[NetworkPolicy, ...]:
    """The network policies that select the workload's pods and limit what these reach, where one would mend it first.

    That is the one with the narrowest selector: to let all pods of a namespace out for one of them opens too much. Of
    two alike, the one that has rules already; then the first in the files.
    """
    found = [each for each in workload.pod.network_policies if each.limits_egress]
    return tuple(sorted(found, key=lambda each: (-_narrowness(each), not each.egress)))


def _narrowness(policy: NetworkPolicy) -> int:
    """How many requirements pods must meet for a policy to select them."""
    selector = policy.pod_selector
    return len(selector.match_labels) + len(selector.match_expressions)


def _has_other_policies(model: Model) -> bool:
    return model.derive(_has_other)


def _has_other(model: Model) -> bool:
    return any(_is_other(each) for each in model.all(KubernetesObject))


def _is_other(each: KubernetesObject) -> bool:
    return is_of_plugin(each) or "EgressGateway" in each.kind or "EgressFirewall" in each.kind


def _leads_to(rule: PolicyRule, dependency: Dependency) -> bool:
    """Whether a rule may mean the host: it names no one, or a block of addresses that may hold it."""
    peers = rule.destinations
    if not peers:
        return True
    for peer in peers:
        if peer.cidr is None:
            # selectors of pods: for nothing outside
            continue
        if _may_hold(peer.cidr, dependency):
            return True
    return False


def _may_hold(block: str, dependency: Dependency) -> bool:
    try:
        network = ip_network(block.strip(), strict=False)
    except ValueError:
        return True
    address = parsed(dependency.host)
    # what a name resolves to is not told: a managed database may well have a private address
    return address is None or address in network


def _allows_port(rule: PolicyRule, port: int | None) -> bool:
    return not rule.ports or port is None or any(_is_allowed(each, port) for each in rule.ports)


def _is_allowed(allowed: PolicyPort, port: int) -> bool:
    if allowed.protocol not in (None, "TCP"):
        return False
    if not isinstance(allowed.port, int):
        return True
    return allowed.port <= port <= (allowed.end_port or allowed.port)


def blocking(dependency: Dependency) -> tuple[NetworkPolicy, ...]:
    """The network policies by which no workload that takes an address outside the cluster can reach it.

    One that can is enough for none: the others may take a shared ConfigMap for something else in it. Web addresses are
    not judged: a proxy or a browser may be what calls them.
    """
    if dependency.location not in (Location.EXTERNAL, Location.PRIVATE):
        return ()
    found: dict[int, NetworkPolicy] = {}
    for workload in () if dependency.is_web else dependency.workloads:
        if reaches(workload, dependency)[0] is not False:
            return ()
        first = limiting_policies(workload)[0]
        found[id(first)] = first
    return tuple(found.values())


def handles_database(workload: Workload) -> bool:
    """Whether a workload's configuration names something that keeps data."""
    return id(workload) in workload.model.derive(_handling)


def _handling(model: Model) -> frozenset[int]:
    stores = (each for each in model.all(Dependency) if each.kind == DATABASE or _is_store(each.kind))
    return frozenset(id(workload) for each in stores for workload in each.workloads)


def _is_store(kind: str) -> bool:
    product = BY_NAME.get(kind)
    return product is not None and product.is_store


def is_unlimited(workload: Workload) -> bool:
    """Whether no network policy limits what a workload's pods reach, where the scan sees network policies at all."""
    model = workload.model
    return bool(model.all(NetworkPolicy)) and not limiting_policies(workload) and not _has_other_policies(model)
