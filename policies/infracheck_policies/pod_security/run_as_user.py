"""Pod Security Standards, restricted: Running as Non-root user."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnySecurityContext, Pod, Severity, Violation, policy


@policy(
    "root-uid",
    category="pod-security",
    severity=Severity.HIGH,
    controls=(
        "pss:restricted", "cis-kubernetes-1.12:5.2.7", "nsa-1.2:non-root", "nist-800-53-r5:AC-6(10)",
        "nist-800-190:4.4.3", "pci-dss-4.0:2.2.6", "owasp-k8s-2025:K01", "cwe:250",
    ),
    aliases=(
        "checkov:CKV_K8S_23", "kics:cf34805e-3872-4c08-bf92-6ff7bb0cfadb", "kube-linter:run-as-non-root",
        "kubescape:C-0013", "kubescape:non-root-containers", "kyverno:podsecurity-subrule-restricted",
        "kyverno:podsecurity-subrule-restricted/restricted", "kyverno:require-run-as-non-root-user",
        "kyverno:require-run-as-non-root-user/run-as-non-root-user", "polaris:runAsRootAllowed", "trivy:KSV-0105",
    ),
    since="1.23",
)  # fmt: skip
def root_uid(pod: Pod) -> Iterator[Violation]:
    """A pod does not set runAsUser to 0.

    Root in a container is root for the kernel: a process that escapes from the container is root on the node.
    Restricted fields: securityContext.runAsUser of the pod and of every container; allowed: unset, any but 0; from
    Kubernetes 1.35 on anything in a pod with hostUsers: false. Pod Security Standards, restricted. Some other tools
    allow user 0 together with runAsNonRoot: true; such a container does not start, which `refused-user` reports too.

    Fix: Set `runAsUser` to a number other than 0, such as `10001`.
    """
    for bearer, context in pod.security_contexts:
        if context.run_as_user == 0:
            yield context.violation(f"{bearer} sets runAsUser to 0", at=AnySecurityContext.run_as_user)


@policy("root-uid", since="1.35")
def root_uid_1_35(pod: Pod) -> Iterator[Violation]:
    """A pod does not set runAsUser to 0, unless it has a user namespace."""
    # KEP-127: with hostUsers false, root in the pod is an unprivileged user of the node
    if pod.host_users is not False:
        yield from root_uid(pod)
