"""The rights by which one comes at more than they say, and what roles of Kubernetes' own give, written out."""

from __future__ import annotations

import pytest
from tests.model.test_access import ANN, SECRET, binding, model_of, readers, role, rule

from infracheck import AnySecret, ClusterRole, ServiceAccount
from infracheck.model.facts.access.powers import Power, powers_in
from infracheck.model.facts.access.roles import built_in

RBAC = "rbac.authorization.k8s.io"
POD_MAKERS = [
    ("", "pods"), ("", "replicationcontrollers"), ("apps", "deployments"), ("apps", "statefulsets"),
    ("apps", "daemonsets"), ("apps", "replicasets"), ("batch", "jobs"), ("batch", "cronjobs"),
]  # fmt: skip
WAYS_ROUND = [
    ("serviceaccounts/token", "create", "", "by issuing tokens"),
    ("serviceaccounts", "impersonate", "", "by impersonating service accounts"),
    ("roles", "escalate", RBAC, "by widening roles"),
    ("clusterroles", "escalate", RBAC, "by widening roles"),
    ("roles", "bind", RBAC, "by binding roles"),
    ("clusterroles", "bind", RBAC, "by binding roles"),
]
CLUSTER_WIDE = [
    ("users", "impersonate", "", "by impersonating users"),
    ("groups", "impersonate", "", "by impersonating users"),
    ("nodes/proxy", "get", "", "by proxy of nodes"),
    ("nodes/proxy", "create", "", "by proxy of nodes"),
]
WRITE = "create update patch delete deletecollection"
CHANGE_OF_PODS = (
    "pods replicationcontrollers deployments statefulsets daemonsets replicasets jobs cronjobs",
    ",apps,batch,extensions",
)
NETWORK = "services endpoints endpointslices networkpolicies ingresses"
# resources, groups, verbs: one of each is enough
POWERS = {
    "READ_SECRETS": ("secrets", "", "get list watch"),
    "WRITE_SECRETS": ("secrets", "", WRITE),
    "EXEC": ("pods/exec", "", "create get"),
    "ATTACH": ("pods/attach", "", "create get"),
    "FORWARD": ("pods/portforward", "", "create get"),
    "CREATE_PODS": (*CHANGE_OF_PODS, "create"),
    "CHANGE_WORKLOADS": (*CHANGE_OF_PODS, "update patch delete deletecollection"),
    "IMPERSONATE": (
        "users groups serviceaccounts uids roles clusterroles rolebindings",
        f",authentication.k8s.io,{RBAC}",
        "impersonate",
    ),
    "ESCALATE": ("roles clusterroles", RBAC, "escalate"),
    "BIND": ("roles clusterroles rolebindings clusterrolebindings", RBAC, "bind"),
    "CHANGE_BINDINGS": ("rolebindings clusterrolebindings", RBAC, "create update patch"),
    "NODE_PROXY": ("nodes/proxy", "", "get create"),
    "TOKENS": ("serviceaccounts/token", "", "create"),
    "APPROVE": ("certificatesigningrequests/approval", "certificates.k8s.io,", "update patch"),
    "SIGN": ("signers", "certificates.k8s.io,", "approve"),
    "WEBHOOKS": (
        "mutatingwebhookconfigurations validatingwebhookconfigurations", "admissionregistration.k8s.io", WRITE,
    ),
    "VOLUMES": ("persistentvolumes", "", "create"),
    "CONFIG_MAPS": ("configmaps", "", WRITE),
    "NETWORK": (NETWORK, ",networking.k8s.io,discovery.k8s.io,extensions", WRITE),
    "DELETE_LOGS": ("pods/log", "", "delete deletecollection"),
    "DELETE_EVENTS": ("events", ",events.k8s.io", "delete deletecollection"),
    "DELETE": (f"{CHANGE_OF_PODS[0]} secrets services", CHANGE_OF_PODS[1], "delete deletecollection"),
}  # fmt: skip
VERBS = [*WRITE.split(), "get", "list", "watch", "impersonate", "escalate", "bind", "approve", "sign", "use"]
EDIT = {
    *(("", resource, verb) for resource in ("secrets", "pods", "pods/attach", "pods/exec", "pods/portforward")
      for verb in (*WRITE.split(), "get", "list", "watch")),
    *(("", resource, verb) for resource in ("replicationcontrollers", "serviceaccounts", "configmaps", "services")
      for verb in WRITE.split()),
    ("", "configmaps", "get"), ("", "configmaps", "list"), ("", "configmaps", "watch"),
    ("", "serviceaccounts", "impersonate"), ("", "serviceaccounts/token", "create"),
    *(("apps", resource, verb) for resource in ("daemonsets", "deployments", "replicasets", "statefulsets")
      for verb in WRITE.split()),
    *(("batch", resource, verb) for resource in ("jobs", "cronjobs") for verb in WRITE.split()),
}  # fmt: skip
ADMIN = EDIT | {
    (RBAC, resource, verb)
    for resource in ("roles", "rolebindings")
    for verb in (*WRITE.split(), "get", "list", "watch")
}
VIEW = {("", "configmaps", verb) for verb in ("get", "list", "watch")}


def of_role(rules: str) -> list[tuple[str, str]]:
    return readers(role("Role", "r", rules), binding("RoleBinding", "r", ANN, of="Role"))


def of_cluster_role(rules: str) -> list[tuple[str, str]]:
    return readers(role("ClusterRole", "r", rules), binding("ClusterRoleBinding", "r", ANN))


@pytest.mark.parametrize(("group", "resource"), POD_MAKERS)
def test_whoever_makes_pods_reads_secrets(group: str, resource: str) -> None:
    assert of_role(rule(resource, "create", group)) == [("User /ann", "by creating pods")]
    assert of_role(rule(resource, "update", group)) == []
    assert of_role(rule(resource, "create", "example.com")) == []
    assert of_role(rule(resource, "create", group, names="x")) == []


@pytest.mark.parametrize(("resource", "verb", "group", "how"), WAYS_ROUND)
def test_a_right_leads_round_to_secrets(resource: str, verb: str, group: str, how: str) -> None:
    assert of_role(rule(resource, verb, group)) == [("User /ann", how)]
    assert of_cluster_role(rule(resource, verb, group)) == [("User /ann", how)]
    assert of_role(rule(resource, verb, "example.com")) == []
    assert of_role(rule(resource, "list", group)) == []


@pytest.mark.parametrize(("resource", "verb", "group", "how"), CLUSTER_WIDE)
def test_a_right_needs_the_whole_cluster(resource: str, verb: str, group: str, how: str) -> None:
    assert of_cluster_role(rule(resource, verb, group)) == [("User /ann", how)]
    assert of_role(rule(resource, verb, group)) == []
    assert of_cluster_role(rule(resource, "list", group)) == []


@pytest.mark.parametrize("verb", ["get", "list", "watch"])
def test_a_verb_reads_secrets(verb: str) -> None:
    assert of_role(rule("secrets", verb)) == [("User /ann", verb)]
    documents = SECRET, role("ClusterRole", "r", rule("secrets", verb)), binding("ClusterRoleBinding", "r", ANN)
    (secret,) = model_of(*documents).all(AnySecret)
    assert [reader.is_direct for reader in secret.readers] == [True]


def powers(resource: str, group: str, verb: str) -> set[str]:
    (found,) = model_of(role("ClusterRole", "r", rule(resource, f"'{verb}'", group))).all(ClusterRole)
    return {each.name for each in powers_in(found)}


@pytest.mark.parametrize("power", POWERS)
def test_a_rule_gives_a_power(power: str) -> None:
    resources, groups, verbs = POWERS[power]
    first = (resources.split()[0], groups.split(",")[0], verbs.split()[0])

    for resource in resources.split():
        assert power in powers(resource, first[1], first[2])
        if "/" in resource:
            assert power in powers(f"*/{resource.partition('/')[2]}", first[1], first[2])
            assert power not in powers(resource.partition("/")[0], first[1], first[2])
    for group in groups.split(","):
        assert power in powers(first[0], group, first[2])
    for verb in VERBS:
        assert (power in powers(first[0], first[1], verb)) == (verb in verbs.split())
    assert power in powers("*", "*", "*")
    assert power not in powers(first[0], "example.com", first[2])
    assert power not in powers("leases", first[1], first[2])


def test_every_power_is_written_out() -> None:
    assert {each.name for each in Power} == set(POWERS)


@pytest.mark.parametrize(("name", "expected"), [("view", VIEW), ("edit", EDIT), ("admin", ADMIN), ("other", set())])
def test_a_role_of_kubernetes_gives_rights(name: str, expected: set[tuple[str, str, str]]) -> None:
    rights = built_in(model_of(SECRET), name)
    found = {
        (group, resource, verb)
        for right in rights
        for group in right.groups
        for resource in right.resources
        for verb in right.verbs
    }

    assert found == expected
    assert not any(right.names or right.gives_everything for right in rights)


def test_the_role_of_administrators_gives_everything() -> None:
    assert [right.gives_everything for right in built_in(model_of(SECRET), "cluster-admin")] == [True]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("system:serviceaccounts:shop", True),
        ("system:serviceaccounts", True),
        ("system:authenticated", True),
        ("system:serviceaccounts:bank", False),
        ("system:masters", False),
    ],
)
def test_an_account_belongs_to_groups(group: str, expected: bool) -> None:
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n"
    gives = binding("ClusterRoleBinding", "r", f"kind: Group, name: '{group}'")
    reads = role("ClusterRole", "r", rule("secrets", "get"))
    (found,) = model_of(account, reads, gives).all(ServiceAccount)

    assert bool(found.rules) is expected
