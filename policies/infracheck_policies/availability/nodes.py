"""Which nodes pods may be put on, and how names are looked up there."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Record, Severity, Toleration, Violation, policy


@policy("node-affinity", category="availability", severity=Severity.LOW, recommended=False)
def node_affinity(pod: Pod) -> Iterator[Violation]:
    """A pod says on which nodes it runs.

    In a cluster with nodes of several kinds, a pod that says nothing may be put on one with the wrong architecture,
    disk or price. A node selector counts as a node affinity. Kubernetes documentation, Assigning Pods to Nodes.

    Fix: Add `affinity.nodeAffinity`, or a `nodeSelector`.
    """
    if not pod.has_node_affinity and not pod.node_selector and not pod.workload.owners:
        yield pod.violation(f"{_named(pod)} has no node affinity", at=Pod.has_node_affinity)


@policy("fixed-node", category="availability", severity=Severity.LOW, recommended=False)
def fixed_node(pod: Pod) -> Iterator[Violation]:
    """A pod does not name its node.

    With `nodeName` the pod skips the scheduler: it fails when the node is full, and waits for ever when it is gone.
    Kubernetes documentation, Assigning Pods to Nodes, "nodeName". Pods that a controller owns have it from the
    scheduler.

    Fix: Remove `nodeName`.
    """
    if pod.node_name and not pod.workload.owners:
        yield pod.violation(f"{_named(pod)} sets nodeName {pod.node_name}", at=Pod.node_name)


_NEEDED = ("kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch")


@policy("chosen-node", category="availability", severity=Severity.LOW, recommended=False)
def chosen_node(pod: Pod) -> Iterator[Violation]:
    """A pod does not choose its node by labels.

    For shared clusters, where administrators decide who uses which nodes: a `nodeSelector` evades them. Labels that say
    what the image needs, the operating system and the architecture, pass.

    Fix: Remove `nodeSelector`.
    """
    chosen = {key: value for key, value in pod.node_selector.items() if key not in _NEEDED}
    if chosen:
        labels = ", ".join(f"{key}={value}" for key, value in chosen.items())
        yield pod.violation(f"{_named(pod)} selects nodes by {labels}", at=Pod.node_selector)


@policy("chosen-node-affinity", category="availability", severity=Severity.LOW, recommended=False)
def chosen_node_affinity(pod: Pod) -> Iterator[Violation]:
    """A pod does not choose its node by node affinity.

    For shared clusters, where administrators decide who uses which nodes; `node-affinity` asks for the opposite.

    Fix: Remove `affinity.nodeAffinity`.
    """
    if pod.has_node_affinity:
        yield pod.violation(f"{_named(pod)} has a node affinity", at=Pod.has_node_affinity)


@policy("control-plane-toleration", category="availability", severity=Severity.MEDIUM, recommended=False)
def control_plane_toleration(pod: Pod) -> Iterator[Violation]:
    """A pod does not tolerate the taint of control plane nodes.

    What runs there competes with the API server and etcd, and is next to their keys. A toleration without a key
    tolerates every taint. Not recommended by default: agents run on all nodes.

    Fix: Remove the toleration of `node-role.kubernetes.io/control-plane`.
    """
    for each in pod.tolerations:
        if each.key == "node-role.kubernetes.io/control-plane":
            yield each.violation(f"{_named(pod)} tolerates the taint of control plane nodes", at=Toleration.key)
        elif not each.key and each.operator == "Exists" and each.effect in (None, "", "NoSchedule"):
            yield each.violation(f"{_named(pod)} tolerates every taint, that of control plane nodes, too")


@policy("master-toleration", category="availability", severity=Severity.MEDIUM, recommended=False)
def master_toleration(pod: Pod) -> Iterator[Violation]:
    """A pod does not tolerate the old taint of control plane nodes.

    Before Kubernetes 1.25 kubeadm tainted them with `node-role.kubernetes.io/master`. As `control-plane-toleration`.

    Fix: Remove the toleration of `node-role.kubernetes.io/master`.
    """
    for each in pod.tolerations:
        if each.key == "node-role.kubernetes.io/master":
            yield each.violation(f"{_named(pod)} tolerates the old taint of control plane nodes", at=Toleration.key)


class DnsDots(Record):
    """`most`: the highest value of the DNS option `ndots`."""

    most: int = 2


@policy("dns-dots", category="availability", severity=Severity.LOW, recommended=False)
def dns_dots(pod: Pod, options: DnsDots) -> Iterator[Violation]:
    """A pod lowers the DNS option ndots.

    Kubernetes sets 5: a host name with fewer dots is first looked up in each search domain of the cluster, so that each
    name outside takes several queries. Kubernetes documentation, DNS for Services and Pods, "Pod's DNS Config". Not
    checked: pods that use the DNS of their node (`dnsPolicy: Default`, or the host's network).

    Fix: Add `dnsConfig.options` with `name: ndots` and `value: "2"`.
    """
    asks_node = pod.dns_policy == "Default" or (pod.host_network and pod.dns_policy in (None, "ClusterFirst"))
    if asks_node or pod.workload.owners:
        return
    value = next((each.value or "" for each in pod.dns_options if each.name == "ndots"), None)
    if not value:
        said = "sets no DNS option ndots" if value is None else "sets the DNS option ndots to nothing"
        yield pod.violation(f"{_named(pod)} {said}", at=Pod.dns_options)
    elif value.isdecimal() and int(value[:9]) > options.most:
        message = f"{_named(pod)} sets the DNS option ndots to {value}, above {options.most}"
        yield pod.violation(message, at=Pod.dns_options)


def _named(pod: Pod) -> str:
    return f"{pod.workload.kind} {pod.workload.name}"
