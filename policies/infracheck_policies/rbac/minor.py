"""Rights that reach less far, for those who want to see them."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, ClusterRole, Power, Severity, Violation, policy
from infracheck_policies.rbac.words import LEAST_PRIVILEGE, rules_that


@policy(
    "configmap-change",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=("trivy:KSV-0049",),
    recommended=False,
)
def configmap_change(role: AnyRole) -> Iterator[Violation]:
    """A role changes no ConfigMap but those it names.

    Who changes configuration changes what programs do, and who may only create it gives a program what it lacked.
    Controllers that elect a leader by a ConfigMap need it.
    """
    what = "may change any ConfigMap in reach"
    yield from rules_that(role, Power.CONFIG_MAPS, what, creating="may create ConfigMaps")


@policy(
    "dns-configuration-change",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=LEAST_PRIVILEGE,
    aliases=("kubescape:rule-can-update-configmap-v1", "kubescape:C-0037"),
    recommended=False,
)
def dns_configuration_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not change the cluster's DNS.

    CoreDNS reads its rules from a ConfigMap of kube-system: who writes it sends every name where he likes. Said of
    roles for the whole cluster or for kube-system that may change it.
    """
    if not role.is_cluster_scoped and role.namespace != "kube-system":
        return
    for rule, index in role.rules_with(Power.CONFIG_MAPS):
        changes = "*" in rule.verbs or "update" in rule.verbs or "patch" in rule.verbs
        if changes and not rule.is_unrestricted and (not rule.is_named or "coredns" in rule.resource_names):
            yield rule.violation(f"{role.kind} {role.name} may change the cluster's DNS", at=rule.place_of(index))


@policy(
    "cluster-access-map-change",
    category="rbac",
    severity=Severity.HIGH,
    controls=LEAST_PRIVILEGE,
    aliases=("trivy:KSV-0115",),
)
def cluster_access_map_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not change who an AWS identity is in the cluster.

    EKS reads the ConfigMap `aws-auth` of kube-system: who writes it makes anyone a member of `system:masters`.
    """
    for rule, index in role.rules_with(Power.CONFIG_MAPS):
        if "aws-auth" in rule.resource_names:
            yield rule.violation(
                f"{role.kind} {role.name} may map AWS identities to any group: aws-auth", at=rule.place_of(index)
            )


@policy(
    "network-change",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=("trivy:KSV-0056",),
    recommended=False,
)
def network_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not change where traffic goes.

    Who changes Services, endpoints, Ingresses and network policies reads what goes by. Whoever deploys needs it.
    """
    yield from rules_that(role, Power.NETWORK, "may change where traffic goes")


@policy(
    "endpoint-change",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=LEAST_PRIVILEGE,
    aliases=("gatekeeper:general/block-endpoint-edit-default-role",),
)
def endpoint_change(role: ClusterRole) -> Iterator[Violation]:
    """The role `edit` does not let everyone write endpoints.

    Who writes Endpoints goes round network policies into other namespaces (CVE-2021-25740). Kubernetes before 1.22 gave
    it to `edit`, and a cluster that was upgraded still does: `system:aggregate-to-edit`.
    """
    if role.name != "system:aggregate-to-edit":
        return
    for rule in role.rules:
        for index, resource in enumerate(rule.resources):
            if resource == "endpoints" and not {"create", "patch", "update", "*"}.isdisjoint(rule.verbs):
                yield rule.violation("the role edit lets everyone write endpoints", at=rule.place_of(index))


@policy(
    "log-deletion",
    category="rbac",
    severity=Severity.LOW,
    controls=(*LEAST_PRIVILEGE, "nist-800-53-r5:AU-9"),
    aliases=("trivy:KSV-0042",),
    recommended=False,
)
def log_deletion(role: AnyRole) -> Iterator[Violation]:
    """A role deletes no logs of pods.

    They are what tells of an attack. NIST SP 800-53 AU-9.
    """
    yield from rules_that(role, Power.DELETE_LOGS, "may delete logs of pods")


@policy(
    "event-deletion",
    category="rbac",
    severity=Severity.LOW,
    controls=(*LEAST_PRIVILEGE, "nist-800-53-r5:AU-9"),
    aliases=("kubescape:rule-can-delete-k8s-events-v1", "kubescape:C-0031"),
    recommended=False,
)
def event_deletion(role: AnyRole) -> Iterator[Violation]:
    """A role deletes no events.

    They are what tells of an attack. NIST SP 800-53 AU-9.
    """
    yield from rules_that(role, Power.DELETE_EVENTS, "may delete events")


@policy(
    "broad-deletion",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=("kubescape:rule-excessive-delete-rights-v1", "kubescape:C-0007"),
    recommended=False,
)
def broad_deletion(role: AnyRole) -> Iterator[Violation]:
    """A role deletes no workloads, Secrets and Services but those it names.

    Whoever takes over its subject can end the service. Whoever deploys needs it.
    """
    yield from rules_that(role, Power.DELETE, "may delete workloads, Secrets or Services")
