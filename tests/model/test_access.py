"""Who can read a Secret, through roles, bindings, aggregation and what roles let one do."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck import AnySecret, ClusterRole, Known, RoleBinding, ServiceAccount
from infracheck.model.facts.access.readers import Reader
from infracheck.model.graph.model import Model

SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\nstringData: {password: x}\n"
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"
    "spec: {containers: [{name: web, image: x, envFrom: [{secretRef: {name: db}}]}]}\n"
)


def role(kind: str, name: str, rules: str, *, more: str = "") -> str:
    where = ", namespace: shop" if kind == "Role" else ""
    head = f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: {name}{where}{more}}}\n"
    return f"{head}rules: [{rules}]\n"


def rule(resource: str, verbs: str, group: str = "", names: str = "") -> str:
    return f'{{apiGroups: ["{group}"], resources: ["{resource}"], verbs: [{verbs}], resourceNames: [{names}]}}'


def binding(kind: str, target: str, subject: str, *, namespace: str = "shop", of: str = "ClusterRole") -> str:
    where = f", namespace: {namespace}" if kind == "RoleBinding" else ""
    head = f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b-{target}{where}}}\n"
    return f"{head}roleRef: {{kind: {of}, name: {target}}}\nsubjects: [{{{subject}}}]\n"


def model_of(*documents: str) -> Model:
    return model_in("---\n".join(documents), "a.yaml")


def readers(*documents: str) -> list[tuple[str, str]]:
    (secret,) = model_of(SECRET, *documents).all(AnySecret)
    return [(f"{r.kind} {r.namespace or ''}/{r.name}", r.how) for r in secret.readers]


ANN = "kind: User, name: ann"


@pytest.mark.parametrize(
    ("rules", "how"),
    [
        (rule("secrets", "get"), "get"),
        (rule("secrets", '"*"'), "get, list, watch"),
        (rule("*", "list"), "list"),
        (rule("secrets", "get", names="db"), "get"),
        (rule("pods", "create"), "by creating pods"),
        (rule("cronjobs", "create", "batch"), "by creating pods"),
        (rule("serviceaccounts/token", "create"), "by issuing tokens"),
        (rule("serviceaccounts", "impersonate"), "by impersonating service accounts"),
        (rule("roles", "escalate", "rbac.authorization.k8s.io"), "by widening roles"),
        (rule("roles", "bind", "rbac.authorization.k8s.io"), "by binding roles"),
    ],
)
def test_a_role_of_the_namespace_reads_it(rules: str, how: str) -> None:
    found = readers(role("Role", "r", rules), binding("RoleBinding", "r", ANN, of="Role"))

    assert found == [("User /ann", how)]


@pytest.mark.parametrize(
    "rules",
    [
        rule("secrets", "create"),
        rule("secrets", "get", "apps"),
        rule("secrets", "get", names="other"),
        rule("pods", "get"),
        rule("nodes/proxy", "get"),
        rule("users", "impersonate"),
    ],
)
def test_a_role_of_the_namespace_reads_it_not(rules: str) -> None:
    assert readers(role("Role", "r", rules), binding("RoleBinding", "r", ANN, of="Role")) == []


def test_a_binding_elsewhere_says_nothing() -> None:
    everything = role("ClusterRole", "r", rule("secrets", "get"))

    assert readers(everything, binding("RoleBinding", "r", ANN, namespace="bank")) == []
    assert readers(everything, binding("RoleBinding", "r", ANN)) == [("User /ann", "get")]


def test_the_whole_cluster_is_reached_by_nodes_and_by_users() -> None:
    proxy = role("ClusterRole", "r", rule("nodes/proxy", "get"))
    users = role("ClusterRole", "u", rule("users", "impersonate"))
    found = readers(proxy, users, binding("ClusterRoleBinding", "r", ANN), binding("ClusterRoleBinding", "u", ANN))

    assert found == [("User /ann", "by proxy of nodes")]


def test_the_nearest_way_is_told() -> None:
    pods = role("Role", "pods", rule("pods", "create"))
    read = role("Role", "read", rule("secrets", "get"))
    found = readers(
        pods, read, binding("RoleBinding", "pods", ANN, of="Role"), binding("RoleBinding", "read", ANN, of="Role")
    )

    assert found == [("User /ann", "get")]


def test_running_commands_reaches_what_pods_use() -> None:
    runs = role("Role", "r", rule("pods/exec", "create"))
    gives = binding("RoleBinding", "r", ANN, of="Role")

    assert readers(runs, gives) == []
    assert readers(runs, gives, POD) == [("User /ann", "by running commands in pods")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("view", []),
        ("edit", [("User /ann", "get, list, watch")]),
        ("admin", [("User /ann", "get, list, watch")]),
        ("cluster-admin", [("User /ann", "get, list, watch")]),
        ("somebody-elses", []),
    ],
)
def test_roles_of_kubernetes_are_known_by_name(name: str, expected: list[tuple[str, str]]) -> None:
    assert readers(binding("RoleBinding", name, ANN)) == expected


def test_a_label_adds_a_role_to_a_built_in_one_and_to_those_above() -> None:
    label = ', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}'
    added = role("ClusterRole", "more", rule("secrets", "watch"), more=label)

    assert readers(added, binding("RoleBinding", "view", ANN)) == [("User /ann", "watch")]


def test_an_aggregating_role_has_the_rules_of_those_it_selects() -> None:
    part = role("ClusterRole", "part", rule("secrets", "get"), more=", labels: {to: all}")
    whole = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: whole}\n"
        "aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: all}}]}\n"
    )
    (secret,) = model_of(SECRET, part, whole, binding("RoleBinding", "whole", ANN)).all(AnySecret)

    (reader,) = secret.readers
    assert reader.how == "get"
    assert [note.message for note in reader.because] == [
        "RoleBinding b-whole grants ClusterRole whole to User ann",
        "ClusterRole whole aggregates ClusterRole part",
        "a rule of ClusterRole part",
    ]


def test_roles_that_aggregate_each_other_end() -> None:
    text = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: %s, labels: {to: all}}\n"
        "aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: all}}]}\n"
    )

    assert readers(text % "a", text % "b", binding("RoleBinding", "a", ANN)) == []


def test_an_account_has_what_its_groups_have() -> None:
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n"
    group = "kind: Group, name: 'system:serviceaccounts:shop'"
    model = model_of(account, role("Role", "r", rule("secrets", "get")), binding("RoleBinding", "r", group, of="Role"))

    (found,) = model.all(ServiceAccount)
    assert [right.resources for right in found.rules] == [("secrets",)]


def test_a_role_knows_its_bindings() -> None:
    model = model_of(role("ClusterRole", "r", ""), binding("RoleBinding", "r", ANN), binding("RoleBinding", "x", ANN))

    (found,) = model.all(ClusterRole)
    assert [each.name for each in found.bindings] == ["b-r"]


def test_a_missing_role_is_known_only_where_roles_are_seen() -> None:
    seen = model_of(role("Role", "other", ""), binding("RoleBinding", "r", ANN, of="Role")).all(RoleBinding)[0]
    unseen = model_of(binding("RoleBinding", "r", ANN, of="Role")).all(RoleBinding)[0]

    assert seen.target_role == Known(None)
    assert not isinstance(unseen.target_role, Known)


def test_a_reader_is_direct_where_a_role_says_so() -> None:
    assert Reader("User", None, "ann", "get", ()).is_direct
    assert not Reader("User", None, "ann", "by creating pods", ()).is_direct
