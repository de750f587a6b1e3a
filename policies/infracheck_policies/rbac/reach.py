"""Rights on Secrets, pods, nodes and volumes."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, ClusterRole, Power, Severity, Violation, policy
from infracheck_policies.rbac.words import rules_that


@policy("cluster-secret-access", category="rbac", severity=Severity.MEDIUM)
def cluster_secret_access(role: ClusterRole) -> Iterator[Violation]:
    """A ClusterRole does not grant read access to every Secret.

    Bound to the whole cluster, it discloses every credential, including service account tokens, to its subject. `list`
    and `watch` return values as `get` does. Rules that name the Secrets (`resourceNames`) are not reported, though
    other scanners report them. A ClusterRole that RoleBindings of the scan grant within namespaces only is
    `namespace-secret-access`. CIS Kubernetes 5.1.2.

    Fix: Use a Role in each namespace that is needed, or list the Secrets in `resourceNames`.
    """
    if not _is_for_namespaces(role):
        yield from rules_that(role, Power.READ_SECRETS, "grants read access to every Secret")


@policy("namespace-secret-access", category="rbac", severity=Severity.LOW, recommended=False)
def namespace_secret_access(role: AnyRole) -> Iterator[Violation]:
    """A role grants read access only to Secrets that it names.

    Off by default, since controllers that work for a namespace need it. CIS Kubernetes 5.1.2.

    Fix: List the Secrets in `resourceNames`.
    """
    if not role.is_cluster_scoped or _is_for_namespaces(role):
        yield from rules_that(role, Power.READ_SECRETS, "grants read access to every Secret of its namespace")


def _is_for_namespaces(role: AnyRole) -> bool:
    """Whether the scan holds bindings of the role, and RoleBindings only."""
    bindings = role.bindings if role.is_cluster_scoped and role.rules_with(Power.READ_SECRETS) else ()
    return bool(bindings) and not any(binding.is_cluster_scoped for binding in bindings)


@policy("secret-change", category="rbac", severity=Severity.LOW, recommended=False)
def secret_change(role: AnyRole) -> Iterator[Violation]:
    """A role allows changes only to Secrets that it names.

    A subject that creates Secrets of type `kubernetes.io/service-account-token` gets the tokens of service accounts;
    one that changes Secrets can insert credentials of its own. Operators need it. The verb `impersonate`, which trivy
    reports here, exists for users, groups and service accounts, and grants nothing on Secrets.

    Fix: List the Secrets in `resourceNames`, and remove `create`.
    """
    grants = "allows changing any Secret in its scope"
    yield from rules_that(role, Power.WRITE_SECRETS, grants, creating="allows creating Secrets")


@policy("pod-exec", category="rbac", severity=Severity.MEDIUM)
def pod_exec(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow executing commands in pods.

    `pods/exec`, by `create` or `get`, is a shell in every pod in the role's scope, with its Secrets and its service
    account. `pods/*` grants nothing: RBAC supports `*` and `*/exec` only, and kubescape is mistaken there. polaris
    passes every role whose name begins with `system:` or `gce:`, which anyone can choose.

    Fix: Remove `pods/exec`, and list the resources instead of `*`.
    """
    yield from rules_that(role, Power.EXEC, "allows executing commands in any pod in its scope")


@policy("pod-attach", category="rbac", severity=Severity.LOW, recommended=False)
def pod_attach(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow attaching to pods.

    Attaching reads the output of a container and writes to its standard input: a shell if one is running.

    Fix: Remove `pods/attach`, and list the resources instead of `*`.
    """
    yield from rules_that(role, Power.ATTACH, "allows attaching to any pod in its scope")


@policy("pod-port-forward", category="rbac", severity=Severity.LOW, recommended=False)
def pod_port_forward(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow forwarding ports of pods.

    Port forwarding reaches servers that listen on localhost only, and bypasses network policies. Developers need it.

    Fix: Remove `pods/portforward`, and list the resources instead of `*`.
    """
    yield from rules_that(role, Power.FORWARD, "allows forwarding ports of any pod in its scope")


@policy("pod-creation", category="rbac", severity=Severity.LOW, recommended=False)
def pod_creation(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow creating pods or workloads.

    A pod can mount any Secret and run as any service account of its namespace, and can access its node if admission
    allows it. Subjects that deploy applications need it. CIS Kubernetes 5.1.4.

    Fix: Remove `create` on pods and workloads.
    """
    yield from rules_that(role, Power.CREATE_PODS, "allows creating pods or workloads", named=True)


@policy("workload-change", category="rbac", severity=Severity.LOW, recommended=False)
def workload_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow changing or deleting workloads.

    A subject that changes a Deployment runs an image of its choice with the rights of that workload; rules that name
    the workloads (`resourceNames`) are therefore reported too. Subjects that deploy applications need it.

    Fix: Remove `update`, `patch` and `delete` on workloads.
    """
    yield from rules_that(role, Power.CHANGE_WORKLOADS, "allows changing or deleting workloads", named=True)


@policy("node-proxy", category="rbac", severity=Severity.HIGH)
def node_proxy(role: AnyRole) -> Iterator[Violation]:
    """A role does not grant access to kubelets through the API server.

    `nodes/proxy` allows executing commands in every pod of the node, bypassing admission and the audit log. For metrics
    `nodes/metrics` and `nodes/stats` are sufficient. CIS Kubernetes 5.1.10.

    Fix: Replace `nodes/proxy` by `nodes/metrics` or `nodes/stats`.
    """
    yield from rules_that(role, Power.NODE_PROXY, "grants access to kubelets: nodes/proxy")


@policy("volume-creation", category="rbac", severity=Severity.LOW, recommended=False)
def volume_creation(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow creating PersistentVolumes.

    A PersistentVolume of type hostPath is a directory of the node, which the Pod Security Standards forbid in a pod.
    Provisioners need it. CIS Kubernetes 5.1.9.

    Fix: Remove `create` on persistentvolumes, and provision volumes with a StorageClass.
    """
    yield from rules_that(role, Power.VOLUMES, "allows creating PersistentVolumes")
