"""Which pods and namespaces network policies are for."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Known, Namespace, NetworkPolicy, Severity, Violation, Workload, policy


@policy("network-policy", category="network", severity=Severity.MEDIUM, recommended=False)
def network_policy(workload: Workload) -> Iterator[Violation]:
    """A NetworkPolicy selects each pod.

    A pod that no policy selects accepts every connection and may open any: Kubernetes documentation, Network Policies,
    "The two sorts of pod isolation". What counts is the scan: a policy that stands elsewhere must be scanned, too.
    Where the namespace or the cluster has policies of a network plugin (Cilium, Calico) or an AdminNetworkPolicy, and
    on the node's network, which no policy limits, nothing is reported. CIS Kubernetes 5.3.2.

    Fix: Add a NetworkPolicy to the namespace whose `podSelector` matches the labels of the pods.
    """
    pod = workload.pod
    if not pod.host_network and not pod.network_policies and not pod.may_be_isolated:
        yield workload.violation(f"no network policy selects the pods of {workload.kind} {workload.name}")


@policy("network-policy-directions", category="network", severity=Severity.MEDIUM, recommended=False)
def network_policy_directions(workload: Workload) -> Iterator[Violation]:
    """Network policies limit both the ingress and the egress of each pod.

    A pod whose ingress alone is limited still reaches everything in the cluster and outside. Several policies count
    together. Policies without `policyTypes` limit ingress, and egress where they have egress rules. Pods that no policy
    selects are reported too, with the exceptions of `network-policy`.

    Fix: Add a NetworkPolicy for the pods with `policyTypes: [Ingress, Egress]`.
    """
    pod = workload.pod
    if pod.host_network or pod.may_be_isolated:
        return
    ingress = any(each.limits_ingress for each in pod.network_policies)
    egress = any(each.limits_egress for each in pod.network_policies)
    if not (ingress and egress):
        what = "neither ingress nor egress" if not (ingress or egress) else "no egress" if ingress else "no ingress"
        yield workload.violation(f"network policies limit {what} of {workload.kind} {workload.name}")


@policy("namespace-network-policy", category="network", severity=Severity.MEDIUM, recommended=False)
def namespace_network_policy(namespace: Namespace) -> Iterator[Violation]:
    """A namespace has a NetworkPolicy.

    Without one, every pod of the namespace accepts connections from every pod of the cluster. Policies of network
    plugins count, and so do those for the whole cluster. What counts is the scan: a policy that stands elsewhere must
    be scanned, too. CIS Kubernetes 5.3.2.

    Fix: Add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress, Egress]` that denies all, and policies
    that allow what is needed.
    """
    if not namespace.network_policies:
        yield namespace.violation(f"namespace {namespace.name} has no network policy")


@policy("dangling-network-policy", category="network", severity=Severity.MEDIUM, recommended=False)
def dangling_network_policy(network_policy: NetworkPolicy) -> Iterator[Violation]:
    """The podSelector of a NetworkPolicy matches at least one pod.

    A policy that selects nothing protects nothing, most often because of a misspelt label or another namespace. Where
    the scan holds no workload of the namespace, or something of it is declared under `exists:`, its pods may stand
    elsewhere, and nothing is reported; kube-linter, kube-score and kubescape do report it. Nor is it where the labels
    are those of an operator, or a custom resource may make such pods. An empty selector means every pod, those to come
    included.

    Fix: Copy labels of the pod template to `spec.podSelector.matchLabels`, or remove the policy.
    """
    match network_policy.pods_exist:
        case Known(False):
            yield network_policy.violation(
                f"podSelector of NetworkPolicy {network_policy.name} matches no pod", at=NetworkPolicy.pod_selector
            )


@policy("dangling-policy-peer", category="network", severity=Severity.LOW, recommended=False)
def dangling_policy_peer(network_policy: NetworkPolicy) -> Iterator[Violation]:
    """The podSelector of a peer in a NetworkPolicy matches at least one pod.

    The rule then allows nobody. Peers that also name namespaces, and address blocks, are not checked, nor what an
    operator may make. Where the scan holds no workload of the namespace, or something of it is declared under
    `exists:`, nothing is reported.

    Fix: Copy labels of the pods that the rule is for to the peer's `podSelector`; add a `namespaceSelector` for pods of
    another namespace.
    """
    for peer in network_policy.peers:
        match peer.pods_exist:
            case Known(False):
                yield peer.violation(
                    f"a peer of NetworkPolicy {network_policy.name} matches no pod", at=type(peer).pod_selector
                )
