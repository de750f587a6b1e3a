"""What rules of roles amount to: the rights by which one comes at secrets, at nodes, or at more rights."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infracheck.model.entities.rbac import AnyRole, Rule

_RBAC = "rbac.authorization.k8s.io"
_WRITE = ("create", "update", "patch", "delete", "deletecollection")
_CHANGE = ("create", "update", "patch")
_REMOVE = ("delete", "deletecollection")
_CONTROLLERS = ("deployments", "statefulsets", "daemonsets", "replicasets")
_WORKLOADS = ("pods", "replicationcontrollers", *_CONTROLLERS, "jobs", "cronjobs")
_NETWORK = ("services", "endpoints", "endpointslices", "networkpolicies", "ingresses")
_CORE, _PODS = ("",), ("", "apps", "batch", "extensions")


class Power(Enum):
    """A right worth a question: the groups, the resources and the verbs, one of each being enough."""

    READ_SECRETS = (_CORE, ("secrets",), ("get", "list", "watch"))
    WRITE_SECRETS = (_CORE, ("secrets",), _WRITE)
    EXEC = (_CORE, ("pods/exec",), ("create", "get"))
    ATTACH = (_CORE, ("pods/attach",), ("create", "get"))
    FORWARD = (_CORE, ("pods/portforward",), ("create", "get"))
    CREATE_PODS = (_PODS, _WORKLOADS, ("create",))
    CHANGE_WORKLOADS = (_PODS, _WORKLOADS, ("update", "patch", *_REMOVE))
    IMPERSONATE = (
        ("", "authentication.k8s.io", _RBAC),
        ("users", "groups", "serviceaccounts", "uids", "roles", "clusterroles", "rolebindings"),
        ("impersonate",),
    )
    ESCALATE = ((_RBAC,), ("roles", "clusterroles"), ("escalate",))
    # the API asks for bind on roles alone; whoever writes it of bindings means the same
    BIND = ((_RBAC,), ("roles", "clusterroles", "rolebindings", "clusterrolebindings"), ("bind",))
    CHANGE_BINDINGS = ((_RBAC,), ("rolebindings", "clusterrolebindings"), _CHANGE)
    NODE_PROXY = (_CORE, ("nodes/proxy",), ("get", "create"))
    TOKENS = (_CORE, ("serviceaccounts/token",), ("create",))
    APPROVE = (("certificates.k8s.io", ""), ("certificatesigningrequests/approval",), ("update", "patch"))
    SIGN = (("certificates.k8s.io", ""), ("signers",), ("approve",))
    WEBHOOKS = (
        ("admissionregistration.k8s.io",),
        ("mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
        _WRITE,
    )
    VOLUMES = (_CORE, ("persistentvolumes",), ("create",))
    CONFIG_MAPS = (_CORE, ("configmaps",), _WRITE)
    NETWORK = (("", "networking.k8s.io", "discovery.k8s.io", "extensions"), _NETWORK, _WRITE)
    DELETE_LOGS = (_CORE, ("pods/log",), _REMOVE)
    DELETE_EVENTS = (("", "events.k8s.io"), ("events",), _REMOVE)
    DELETE = (_PODS, (*_WORKLOADS, "secrets", "services"), _REMOVE)


def powers_of(rule: Rule) -> tuple[tuple[Power, int], ...]:
    """The powers that a rule gives, each with the index of the resource that does it."""
    verbs, groups = frozenset(rule.verbs), frozenset(rule.api_groups)
    found: dict[Power, int] = {}
    for index, resource in enumerate(rule.resources):
        for power in _by_resource().get(resource, ()):
            wanted_groups, _, wanted_verbs = power.value
            if power not in found and _meets(verbs, wanted_verbs) and _meets(groups, wanted_groups):
                found[power] = index
    return tuple(found.items())


def _meets(written: frozenset[str], wanted: tuple[str, ...]) -> bool:
    return "*" in written or not written.isdisjoint(wanted)


def _by_resource() -> dict[str, list[Power]]:
    if not _BY_RESOURCE:
        for power in Power:
            _BY_RESOURCE.setdefault("*", []).append(power)
            for resource in power.value[1]:
                _BY_RESOURCE.setdefault(resource, []).append(power)
                part = resource.partition("/")[2]
                if part:
                    _BY_RESOURCE.setdefault(f"*/{part}", []).append(power)
    return _BY_RESOURCE


_BY_RESOURCE: dict[str, list[Power]] = {}


def powers_in(role: AnyRole) -> dict[Power, tuple[tuple[Rule, int], ...]]:
    """The rules of a role that give each power, each with the index of the resource; none of a built-in role."""
    found: dict[Power, list[tuple[Rule, int]]] = {}
    for rule in () if role.is_built_in else role.rules:
        for power, index in powers_of(rule):
            found.setdefault(power, []).append((rule, index))
    return {power: tuple(rules) for power, rules in found.items()}
