"""How the pods of a workload are spread over nodes and zones."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Record, Severity, SpreadConstraint, Violation, Workload, policy

_HOST = "kubernetes.io/hostname"
_ZONE = "topology.kubernetes.io/zone"


class HostAntiAffinity(Record):
    """`keys`: the labels of nodes over which pods may be kept apart; zones and regions hold different nodes."""

    keys: tuple[str, ...] = (
        _HOST, _ZONE, "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region",
    )  # fmt: skip


@policy("host-anti-affinity", category="availability", severity=Severity.LOW, recommended=False)
def host_anti_affinity(workload: Workload, options: HostAntiAffinity) -> Iterator[Violation]:
    """The replicas of a workload are kept on different nodes.

    With all of them on one node, the failure of that node ends the service. Kubernetes documentation, Assigning Pods to
    Nodes, "Inter-pod affinity and anti-affinity". A required or preferred podAntiAffinity or a topology spread
    constraint counts if its selector matches the pods' own labels. Not checked where a workload sets fewer than two
    replicas and nothing scales it.

    Fix: Add a `podAntiAffinity` with the labels of the pods and `topologyKey: kubernetes.io/hostname`.
    """
    if not workload.may_run_several or workload.owners or not workload.pod.kept_apart_by.isdisjoint(options.keys):
        return
    what = f"of {workload.kind} {workload.name}"
    if workload.pod.anti_affinity:
        message = f"the podAntiAffinity {what} does not keep its own pods on different nodes"
    else:
        message = f"the pods {what} may all be put on one node: they have no podAntiAffinity"
    yield workload.pod.violation(message, at=Pod.has_affinity)


@policy("topology-spread", category="availability", severity=Severity.LOW, recommended=False)
def topology_spread(workload: Workload) -> Iterator[Violation]:
    """A workload of several replicas has topology spread constraints.

    The scheduler spreads pods over nodes and zones by defaults that an administrator may change. Kubernetes
    documentation, Pod Topology Spread Constraints. Not checked: Jobs, DaemonSets, bare pods, and workloads that set
    fewer than two replicas and that nothing scales.

    Fix: Add `topologySpreadConstraints` with `topologyKey: kubernetes.io/hostname` and the labels of the pods.
    """
    if workload.may_run_several and not workload.owners and not workload.pod.spread_constraints:
        message = f"the pods of {workload.kind} {workload.name} have no topologySpreadConstraints"
        yield workload.pod.violation(message, at=Pod.spread_constraints)


class ZoneSpread(Record):
    """`keys`: the labels of nodes over which pods are to be spread; `least`: from how many replicas on."""

    keys: tuple[str, ...] = (_HOST, _ZONE)
    least: int = 3


@policy("zone-spread", category="availability", severity=Severity.LOW, recommended=False)
def zone_spread(workload: Workload, options: ZoneSpread) -> Iterator[Violation]:
    """A Deployment or StatefulSet of three replicas is spread over nodes and over zones.

    With all replicas in one zone, the failure of that zone ends the service. Each topology spread constraint covers one
    kind of place, so that two are needed.

    Fix: Add a constraint with `topologyKey: topology.kubernetes.io/zone`, and one with `kubernetes.io/hostname`.
    """
    if workload.kind not in ("Deployment", "StatefulSet") or (workload.replicas or 0) < options.least:
        return
    spread = {each.topology_key for each in workload.pod.spread_constraints}
    if missing := [key for key in options.keys if key not in spread]:
        message = f"no topology spread constraint of {workload.kind} {workload.name} is over {' or '.join(missing)}"
        yield workload.pod.violation(message, at=Pod.spread_constraints)


@policy("spread-constraint", category="availability", severity=Severity.MEDIUM, recommended=False)
def spread_constraint(pod: Pod) -> Iterator[Violation]:
    """A topology spread constraint is complete.

    Without a `labelSelector` it counts no pods and spreads nothing. The API server rejects a constraint without
    `topologyKey` or with another `whenUnsatisfiable` than DoNotSchedule and ScheduleAnyway, and a `maxSkew` or
    `minDomains` below 1.

    Fix: Set `labelSelector` to the labels of the pods, `maxSkew: 1`, `topologyKey` and `whenUnsatisfiable`.
    """
    for each in pod.spread_constraints:
        about = f"a topology spread constraint of {pod.workload.kind} {pod.workload.name}"
        if not each.label_selector.is_written:
            yield each.violation(f"{about} has no labelSelector", at=SpreadConstraint.label_selector)
        if not each.topology_key:
            yield each.violation(f"{about} has no topologyKey", at=SpreadConstraint.topology_key)
        if each.max_skew is None or each.max_skew < 1:
            said = "no maxSkew" if each.max_skew is None else f"maxSkew {each.max_skew}, below 1"
            yield each.violation(f"{about} has {said}", at=SpreadConstraint.max_skew)
        if each.min_domains is not None and each.min_domains < 1:
            yield each.violation(f"{about} has minDomains {each.min_domains}, below 1", at=SpreadConstraint.min_domains)
        if each.when_unsatisfiable not in ("DoNotSchedule", "ScheduleAnyway"):
            said = f"whenUnsatisfiable {each.when_unsatisfiable}" if each.when_unsatisfiable else "no whenUnsatisfiable"
            yield each.violation(f"{about} has {said}", at=SpreadConstraint.when_unsatisfiable)
