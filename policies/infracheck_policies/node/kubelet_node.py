"""What a kubelet does to the system of its node."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Kubelet, Severity, Violation, policy


@policy("kubelet-kernel-defaults", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_kernel_defaults(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet does not change kernel parameters.

    Unless `--protect-kernel-defaults` is set, it overrides those of the node that differ from what it expects, instead
    of failing to start. CIS Kubernetes Benchmark 1.6, 4.2.6.

    Fix: Set `protectKernelDefaults: true`, or `--protect-kernel-defaults=true`.
    """
    if kubelet.is_on("protect-kernel-defaults") is False and not kubelet.is_bare:
        yield kubelet.violation("kubelet overrides kernel parameters of its node", at="protect-kernel-defaults")


@policy("kubelet-iptables-chains", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_iptables_chains(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet manages its iptables chains.

    With `--make-iptables-util-chains=false` the rules of a node may no longer match what pods and kube-proxy need. It
    is true by default. CIS Kubernetes Benchmark 1.12, 4.2.6.

    Fix: Remove `makeIPTablesUtilChains: false`, or `--make-iptables-util-chains=false`.
    """
    if kubelet.is_on("make-iptables-util-chains") is False:
        yield kubelet.violation("kubelet does not manage its iptables chains", at="make-iptables-util-chains")


@policy("kubelet-hostname-override", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_hostname_override(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet uses the hostname of its node.

    With `--hostname-override` the name in logs, and the one that its certificate is for, is not that of the host. Some
    cloud providers need the flag. CIS Kubernetes Benchmark 1.12, 4.2.7.

    Fix: Remove `--hostname-override`.
    """
    if kubelet.is_given("hostname-override"):
        yield kubelet.violation("kubelet overrides the hostname of its node", at="hostname-override")
