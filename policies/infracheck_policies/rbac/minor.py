"""Rights of lesser impact."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, ClusterRole, Power, Severity, Violation, policy
from infracheck_policies.rbac.words import rules_that


@policy("configmap-change", category="rbac", severity=Severity.LOW, recommended=False)
def configmap_change(role: AnyRole) -> Iterator[Violation]:
    """A role allows changes only to ConfigMaps that it names.

    Changing a ConfigMap changes how programs behave, and creating one provides a program with configuration that was
    missing. Controllers that elect a leader by a ConfigMap need it.

    Fix: List the ConfigMaps in `resourceNames`.
    """
    grants = "allows changing any ConfigMap in its scope"
    yield from rules_that(role, Power.CONFIG_MAPS, grants, creating="allows creating ConfigMaps")


@policy("dns-configuration-change", category="rbac", severity=Severity.MEDIUM, recommended=False)
def dns_configuration_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow changing the cluster's DNS configuration.

    CoreDNS reads its configuration from a ConfigMap of kube-system: a subject that can change it can redirect every
    name. Reported for roles of the whole cluster or of kube-system.

    Fix: List in `resourceNames` the ConfigMaps that the subject changes.
    """
    if not role.is_cluster_scoped and role.namespace != "kube-system":
        return
    for rule, index in role.rules_with(Power.CONFIG_MAPS):
        changes = "*" in rule.verbs or "update" in rule.verbs or "patch" in rule.verbs
        if changes and not rule.is_unrestricted and (not rule.is_named or "coredns" in rule.resource_names):
            yield rule.violation(
                f"{role.kind} {role.name} allows changing the cluster's DNS configuration", at=rule.place_of(index)
            )


@policy("cluster-access-map-change", category="rbac", severity=Severity.HIGH)
def cluster_access_map_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow changing the ConfigMap aws-auth.

    EKS maps AWS identities to users and groups by the ConfigMap `aws-auth` of kube-system: a subject that can change it
    can make anyone a member of `system:masters`.

    Fix: Remove `aws-auth` from `resourceNames`, and use EKS access entries instead.
    """
    for rule, index in role.rules_with(Power.CONFIG_MAPS):
        if "aws-auth" in rule.resource_names:
            yield rule.violation(
                f"{role.kind} {role.name} allows changing ConfigMap aws-auth, which maps AWS identities to groups",
                at=rule.place_of(index),
            )


@policy("network-change", category="rbac", severity=Severity.LOW, recommended=False)
def network_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow changing Services, Ingresses or network policies.

    A subject that can change Services, endpoints, Ingresses or network policies can redirect traffic and read it.
    Subjects that deploy applications need it.

    Fix: Remove the write verbs on these resources, or list the objects in `resourceNames`.
    """
    yield from rules_that(role, Power.NETWORK, "allows changing Services, endpoints, Ingresses or network policies")


@policy("service-status-change", category="rbac", severity=Severity.MEDIUM, recommended=False)
def service_status_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow changing the status of Services.

    A subject that can patch `services/status` sets the address of a load balancer, and so takes the cluster's traffic
    to that address: CVE-2020-8554, for which there is no fix other than to give the right to nobody. Controllers of
    load balancers need it.

    Fix: Remove `services/status` from the rule, or its verbs `update` and `patch`.
    """
    for rule in role.rules:
        if not {"update", "patch", "*"}.intersection(rule.verbs) or not {"", "*"}.intersection(rule.api_groups):
            continue
        for index, resource in enumerate(rule.resources):
            if resource in ("services/status", "*/status") and not rule.is_named:
                message = f"{role.kind} {role.name} allows changing the status of Services"
                yield rule.violation(message, at=rule.place_of(index))


@policy("endpoint-change", category="rbac", severity=Severity.MEDIUM)
def endpoint_change(role: ClusterRole) -> Iterator[Violation]:
    """The built-in role `edit` does not allow writing Endpoints.

    Writing Endpoints bypasses network policies into other namespaces (CVE-2021-25740). Kubernetes before 1.22 granted
    it to `edit`, and an upgraded cluster still does: `system:aggregate-to-edit`.

    Fix: Remove `endpoints` from the write rules of `system:aggregate-to-edit`.
    """
    if role.name != "system:aggregate-to-edit":
        return
    for rule in role.rules:
        for index, resource in enumerate(rule.resources):
            if resource == "endpoints" and not {"create", "patch", "update", "*"}.isdisjoint(rule.verbs):
                yield rule.violation(
                    "ClusterRole system:aggregate-to-edit lets every subject of role edit write Endpoints",
                    at=rule.place_of(index),
                )


@policy("log-deletion", category="rbac", severity=Severity.LOW, recommended=False)
def log_deletion(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow deleting pod logs.

    They are evidence of an attack. NIST SP 800-53 AU-9.

    Fix: Remove `delete` and `deletecollection` on `pods/log`.
    """
    yield from rules_that(role, Power.DELETE_LOGS, "allows deleting pod logs")


@policy("event-deletion", category="rbac", severity=Severity.LOW, recommended=False)
def event_deletion(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow deleting events.

    They are evidence of an attack. NIST SP 800-53 AU-9.

    Fix: Remove `delete` and `deletecollection` on `events`.
    """
    yield from rules_that(role, Power.DELETE_EVENTS, "allows deleting events")


@policy("broad-deletion", category="rbac", severity=Severity.LOW, recommended=False)
def broad_deletion(role: AnyRole) -> Iterator[Violation]:
    """A role allows deleting only workloads, Secrets and Services that it names.

    An attacker who takes over the subject can take the application down. Subjects that deploy applications need it.

    Fix: Remove `delete` and `deletecollection`, or list the objects in `resourceNames`.
    """
    yield from rules_that(role, Power.DELETE, "allows deleting workloads, Secrets or Services")
