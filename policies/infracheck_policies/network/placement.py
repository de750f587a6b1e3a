"""In which namespaces objects stand."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import KubernetesObject, Severity, Violation, policy


@policy("default-namespace", category="network", severity=Severity.LOW, recommended=False)
def default_namespace(each: KubernetesObject) -> Iterator[Violation]:
    """An object stands in a namespace of its own, not in `default`.

    Rights, quotas and network policies are given by namespace: what shares `default` shares all of them. An object that
    names none lands there, unless whoever applies it says another. What Kubernetes itself puts there passes, as do
    files to which a kustomization of the scan gives a namespace, templates of a chart whose release names it, and
    custom resources that name none, since some of them stand in none. CIS Kubernetes 5.6.4.

    Fix: Set `metadata.namespace`.
    """
    if each.is_namespace_open or each.namespace not in (None, "default") or each.is_cluster_scoped:
        return
    if (each.kind, each.name) in _OWN or each.is_given_namespace:
        return
    if each.namespace == "default":
        yield each.violation(
            f"{each.kind} {each.name} is in the default namespace", at=KubernetesObject.namespace_written
        )
    elif each.is_namespaced:
        yield each.violation(f"{each.kind} {each.name} names no namespace")


_OWN = frozenset(
    (
        ("ConfigMap", "kube-root-ca.crt"), ("Endpoints", "kubernetes"), ("EndpointSlice", "kubernetes"),
        ("Service", "kubernetes"), ("ServiceAccount", "default"),
    )
)  # fmt: skip


@policy("system-namespace", category="network", severity=Severity.LOW, recommended=False)
def system_namespace(each: KubernetesObject) -> Iterator[Violation]:
    """An object does not stand in a namespace of Kubernetes itself.

    `kube-system`, `kube-public` and `kube-node-lease` are the cluster's own: who may write there may take over the
    cluster, `kube-public` is readable by everyone, and admission controllers often pass both over. The control plane's
    static pods, told by the labels that kubeadm gives them, pass; other add-ons of the cluster are reported.

    Fix: Set `metadata.namespace` to a namespace of the application or the add-on.
    """
    if each.namespace not in _SYSTEM or each.is_cluster_scoped or _is_control_plane(each):
        return
    yield each.violation(
        f"{each.kind} {each.name} is in {each.namespace}, a namespace of Kubernetes itself",
        at=KubernetesObject.namespace_written,
    )


_SYSTEM = ("kube-system", "kube-public", "kube-node-lease")
_COMPONENTS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")


def _is_control_plane(each: KubernetesObject) -> bool:
    labels = each.labels
    return labels.get("tier") == "control-plane" and labels.get("component") in _COMPONENTS
