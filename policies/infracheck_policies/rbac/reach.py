"""Rights by which one comes at secrets, at pods and at nodes."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, ClusterRole, Power, Severity, Violation, policy
from infracheck_policies.rbac.words import LEAST_PRIVILEGE, rules_that

_SECRETS = ("cis-kubernetes-1.12:5.1.2", "nsa-1.2:secrets", *LEAST_PRIVILEGE)
_READ = (
    "kubescape:rule-can-list-get-secrets-v1", "kubescape:C-0015", "kubescape:C-0186",
    "kics:b7bca5c4-1dab-4c2c-8cbe-3050b9d59b14", "kics:056ac60e-fe07-4acc-9b34-8e1d51716ab9",
    "kyverno:restrict-secret-role-verbs", "kyverno:restrict-secret-role-verbs/secret-verbs",
    "kube-linter:access-to-secrets",
)  # fmt: skip


@policy(
    "cluster-secret-access",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=_SECRETS,
    aliases=(*_READ, "trivy:KSV-0041"),
)
def cluster_secret_access(role: ClusterRole) -> Iterator[Violation]:
    """A ClusterRole does not read every Secret.

    Where it is bound to the whole cluster, its subject has every credential there is, the tokens of service accounts
    among them. `list` and `watch` hand over values as `get` does. A Role in each namespace that is meant, or names
    (`resourceNames`), is less; rules with names are not reported, though peers report them. Said of a ClusterRole that
    RoleBindings of the scan give within namespaces alone by `namespace-secret-access`. CIS Kubernetes 5.1.2.
    """
    if not _is_for_namespaces(role):
        yield from rules_that(role, Power.READ_SECRETS, "reads every Secret")


@policy(
    "namespace-secret-access",
    category="rbac",
    severity=Severity.LOW,
    controls=_SECRETS,
    aliases=(*_READ, "trivy:KSV-0041", "trivy:KSV-0113"),
    recommended=False,
)
def namespace_secret_access(role: AnyRole) -> Iterator[Violation]:
    """A role reads no Secret of its namespace but those it names.

    Controllers that work for a namespace need it, so it is not recommended to all. CIS Kubernetes 5.1.2.
    """
    if not role.is_cluster_scoped or _is_for_namespaces(role):
        yield from rules_that(role, Power.READ_SECRETS, "reads every Secret of its namespace")


def _is_for_namespaces(role: AnyRole) -> bool:
    """Whether the scan sees it bound, and within namespaces alone."""
    bindings = role.bindings if role.is_cluster_scoped and role.rules_with(Power.READ_SECRETS) else ()
    return bool(bindings) and not any(binding.is_cluster_scoped for binding in bindings)


@policy(
    "secret-change",
    category="rbac",
    severity=Severity.LOW,
    controls=_SECRETS,
    aliases=("trivy:KSV-0041", "trivy:KSV-0113", "kube-linter:access-to-secrets"),
    recommended=False,
)
def secret_change(role: AnyRole) -> Iterator[Violation]:
    """A role changes no Secret but those it names.

    Who creates Secrets of type `kubernetes.io/service-account-token` gets the tokens of service accounts; who changes
    them puts in credentials of his own. Operators need it.
    """
    what = "changes any Secret in reach"
    yield from rules_that(role, Power.WRITE_SECRETS, what, creating="may create Secrets")


@policy(
    "pod-exec",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=LEAST_PRIVILEGE,
    aliases=(
        "trivy:KSV-0053", "kubescape:exec-into-container-v1", "kubescape:C-0002",
        "kics:c589f42c-7924-4871-aee2-1cede9bc7cbc", "polaris:clusterrolePodExecAttach", "polaris:rolePodExecAttach",
    ),
)  # fmt: skip
def pod_exec(role: AnyRole) -> Iterator[Violation]:
    """A role runs no commands in pods.

    `pods/exec`, by `create` or `get`, is a shell in every pod in reach, with its Secrets and its service account.
    `pods/*` gives nothing: RBAC knows `*` and `*/exec` alone, and kubescape is mistaken there. polaris lets every role
    pass whose name begins with `system:` or `gce:`, which anybody may choose.
    """
    yield from rules_that(role, Power.EXEC, "may run commands in any pod in reach")


@policy(
    "pod-attach",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=(
        "trivy:KSV-0054", "kics:d45330fd-f58d-45fb-a682-6481477a0f84", "polaris:clusterrolePodExecAttach",
        "polaris:rolePodExecAttach",
    ),
    recommended=False,
)  # fmt: skip
def pod_attach(role: AnyRole) -> Iterator[Violation]:
    """A role attaches to no pod.

    It reads what a container prints and writes what it reads: a shell where one waits.
    """
    yield from rules_that(role, Power.ATTACH, "may attach to any pod in reach")


@policy(
    "pod-port-forward",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=(
        "kics:38fa11ef-dbcc-4da8-9680-7e1fd855b6fb", "kubescape:rule-can-portforward-v1", "kubescape:C-0063",
    ),
    recommended=False,
)  # fmt: skip
def pod_port_forward(role: AnyRole) -> Iterator[Violation]:
    """A role forwards no ports of pods.

    It reaches what listens on localhost alone, and goes round network policies. Developers need it.
    """
    yield from rules_that(role, Power.FORWARD, "may forward ports of any pod in reach")


@policy(
    "pod-creation",
    category="rbac",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.1.4", *LEAST_PRIVILEGE),
    aliases=(
        "kube-linter:access-to-create-pods", "trivy:KSV-0048", "kubescape:rule-can-create-pod", "kubescape:C-0188",
        "kics:592ad21d-ad9b-46c6-8d2d-fad09d62a942",
    ),
    recommended=False,
)  # fmt: skip
def pod_creation(role: AnyRole) -> Iterator[Violation]:
    """A role creates no pods, nor what makes them.

    A pod may mount any Secret and run as any service account of its namespace, and its node where admission lets it.
    Whoever deploys needs it. CIS Kubernetes 5.1.4.
    """
    yield from rules_that(role, Power.CREATE_PODS, "may create pods", named=True)


@policy(
    "workload-change",
    category="rbac",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.1.4", *LEAST_PRIVILEGE),
    aliases=("trivy:KSV-0048",),
    recommended=False,
)
def workload_change(role: AnyRole) -> Iterator[Violation]:
    """A role changes no workloads, nor removes them.

    Who changes a Deployment runs his own image with the rights of hers. Whoever deploys needs it.
    """
    yield from rules_that(role, Power.CHANGE_WORKLOADS, "may change workloads", named=True)


@policy(
    "node-proxy",
    category="rbac",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:5.1.10", *LEAST_PRIVILEGE),
    aliases=(
        "trivy:KSV-0047", "kubescape:rule-can-access-proxy-subresource", "kubescape:C-0279",
        "kyverno:restrict-clusterrole-nodesproxy", "kyverno:restrict-clusterrole-nodesproxy/clusterrole-nodesproxy",
    ),
)  # fmt: skip
def node_proxy(role: AnyRole) -> Iterator[Violation]:
    """A role speaks to no kubelet through the API server.

    `nodes/proxy` runs commands in every pod of the node, past admission and the audit log. For metrics `nodes/metrics`
    and `nodes/stats` are enough. CIS Kubernetes 5.1.10.
    """
    yield from rules_that(role, Power.NODE_PROXY, "may speak to kubelets: nodes/proxy")


@policy(
    "volume-creation",
    category="rbac",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.1.9", *LEAST_PRIVILEGE),
    aliases=("kubescape:rule-can-create-pv", "kubescape:C-0278"),
    recommended=False,
)
def volume_creation(role: AnyRole) -> Iterator[Violation]:
    """A role creates no PersistentVolumes.

    One of type hostPath is a folder of the node, which the Pod Security Standards would forbid to a pod. Provisioners
    need it. CIS Kubernetes 5.1.9.
    """
    yield from rules_that(role, Power.VOLUMES, "may create PersistentVolumes")
