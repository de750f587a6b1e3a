"""What network policies themselves say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck import NetworkPolicy, Severity, Violation, policy

_DIRECTIONS = ("Ingress", "Egress")


@policy("policy-selector", category="network", severity=Severity.MEDIUM, recommended=False)
def policy_selector(network_policy: NetworkPolicy) -> Iterator[Violation]:
    """A NetworkPolicy selects pods or namespaces.

    One without `podSelector` and without selectors in its rules is either invalid or applies to every pod without
    saying so. An empty `podSelector: {}` says so, and passes. NSA/CISA Kubernetes Hardening Guidance, "Network
    policies".

    Fix: Write `spec.podSelector` with the labels of the pods, or `podSelector: {}` for all pods of the namespace.
    """
    selectors = (each for peer in network_policy.peers for each in (peer.pod_selector, peer.namespace_selector))
    if not network_policy.pod_selector.is_written and all(each is None for each in selectors):
        yield network_policy.violation(f"NetworkPolicy {network_policy.name} selects neither pods nor namespaces")


class DefaultPolicies(NamedTuple):
    """`names` are the policies that may select every pod: those that deny by default."""

    names: tuple[str, ...] = ("default-deny",)


@policy("empty-policy-selector", category="network", severity=Severity.LOW, recommended=False)
def empty_policy_selector(network_policy: NetworkPolicy, options: DefaultPolicies) -> Iterator[Violation]:
    """A NetworkPolicy that is not the default one selects certain pods.

    With `podSelector: {}` its rules hold for every pod of the namespace, also for those that are added later: what was
    meant for one application is allowed for all. The policy that denies by default needs it and is told by its name.

    Fix: Write labels of the pods to `spec.podSelector.matchLabels`.
    """
    if network_policy.name not in options.names and not network_policy.pod_selector.sets_anything:
        yield network_policy.violation(
            f"NetworkPolicy {network_policy.name} selects every pod of its namespace", at=NetworkPolicy.pod_selector
        )


@policy("policy-types", category="network", severity=Severity.MEDIUM, recommended=False)
def policy_types(network_policy: NetworkPolicy) -> Iterator[Violation]:
    """The policyTypes of a NetworkPolicy name Ingress or Egress.

    An empty list does not mean "nothing": the API server replaces it with `Ingress`, and `Egress` where there are
    egress rules. Any other word is rejected. A policy without the field passes: its rules tell.

    Fix: Write `policyTypes: [Ingress]`, `[Egress]`, or both.
    """
    if network_policy.has_policy_types and not set(_DIRECTIONS).intersection(network_policy.policy_types):
        yield network_policy.violation(
            f"policyTypes of NetworkPolicy {network_policy.name} name neither Ingress nor Egress",
            at=NetworkPolicy.policy_types,
        )
