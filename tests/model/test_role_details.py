"""What a binding, a role or a label gives, each beside one that gives less by a word."""

from __future__ import annotations

import pytest
from tests.model.test_access import binding, model_of, role, rule

from infracheck import ClusterRole, ConfigMap, Known, RoleBinding, ServiceAccount
from infracheck.model.entities.rbac import AnyBinding, AnyRole
from infracheck.model.facts.access.config_map_readers import is_readable_by_workload
from infracheck.model.facts.access.roles import (
    Right,
    bindings_of,
    built_in,
    grant_of,
    grants_to,
    is_built_in,
    target_of,
)

RBAC = "rbac.authorization.k8s.io"
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n"
WEB = "kind: ServiceAccount, name: web"
READS = rule("configmaps", "get")


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (Right(("*",), ("*",), ("*",)), True), (Right(("*",), ("*",), ("*",), ("a",)), False),
        (Right(("*",), ("",), ("*",)), False), (Right(("*",), ("*",), ("pods",)), False), (Right(("get",), ("*",),
        ("*",)), False),
    ],
)  # fmt: skip
def test_a_right_gives_everything(right: Right, expected: bool) -> None:
    assert right.gives_everything is expected


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (Right(("get",), ("",), ("pods",)), True), (Right(("*",), ("*",), ("*",)), True), (Right(("list",), ("",),
        ("pods",)), False),
        (Right(("get",), ("apps",), ("pods",)), False), (Right(("get",), ("",), ("pods/exec",)), False),
        (Right(("get",), ("",), ("secrets", "pods")), True), (Right((), ("",), ("pods",)), False),
    ],
)  # fmt: skip
def test_a_right_allows_a_verb_on_a_resource(right: Right, expected: bool) -> None:
    assert right.allows("get", "", "pods") is expected


@pytest.mark.parametrize(
    ("subject", "namespace", "expected"),
    [
        (WEB, "shop", True), (WEB, "other", False), (f"{WEB}, namespace: shop", "other", True),
        (f"{WEB}, namespace: other", "shop", False), ("kind: ServiceAccount, name: other", "shop", False),
        ("kind: User, name: web", "shop", False), ("kind: Group, name: web", "shop", False),
        *((f"kind: Group, name: '{name}'", "other", expected) for name, expected in (
            ("system:serviceaccounts", True), ("system:serviceaccounts:shop", True),
        ("system:serviceaccounts:other", False),
            ("system:authenticated", True), ("system:unauthenticated", False), ("system:masters", False),
        )),
    ],
)  # fmt: skip
def test_an_account_is_given_a_role(subject: str, namespace: str, expected: bool) -> None:
    model = model_of(ACCOUNT, binding("RoleBinding", "view", subject, namespace=namespace))

    assert bool(grants_to(model.all(ServiceAccount)[0])) is expected


def test_without_a_namespace_an_account_is_of_the_default_one() -> None:
    found = model_of(
        ACCOUNT.replace(", namespace: shop", ""), binding("ClusterRoleBinding", "view", WEB),
        binding("ClusterRoleBinding", "edit", f"{WEB}, namespace: default"),
    )  # fmt: skip

    assert [each.role_name for each in grants_to(found.all(ServiceAccount)[0])] == [
        "ClusterRole view",
        "ClusterRole edit",
    ]


def test_a_grant_holds_where_its_binding_stands() -> None:
    found = model_of(
        role("ClusterRole", "r", READS), role("Role", "r", READS), binding("RoleBinding", "r", WEB),
        binding("RoleBinding", "r", WEB, of="Role"), binding("ClusterRoleBinding", "r", WEB),
        binding("RoleBinding", "x", WEB),
        binding("RoleBinding", "r", WEB, of="Other"),
    )  # fmt: skip
    grants = [grant_of(each) for each in found.all(AnyBinding)]

    assert sorted(
        (str(each.namespace), each.role_name, "none" if each.role is None else each.role.kind, len(each.rights))
        for each in grants
    ) == [
        ("None", "ClusterRole r", "ClusterRole", 1), ("shop", "ClusterRole r", "ClusterRole", 1),
        ("shop", "ClusterRole x", "none", 0), ("shop", "Other r", "none", 0), ("shop", "Role r", "Role", 1),
    ]  # fmt: skip
    assert {each.kind: len(bindings_of(each)) for each in found.all(AnyRole)} == {"ClusterRole": 2, "Role": 1}


@pytest.mark.parametrize(
    ("target", "of", "namespace", "expected"),
    [
        ("r", "Role", "shop", "r"), ("gone", "Role", "shop", "none"), ("gone", "ClusterRole", "shop", "unknown"),
        ("r", "Role", "kube-system", "unknown"), ("''", "Role", "shop", "unknown"), ("r", "Role", "other", "none"),
    ],
)  # fmt: skip
def test_a_binding_has_a_target_where_the_scan_tells(target: str, of: str, namespace: str, expected: str) -> None:
    others = role("Role", "s", READS).replace("namespace: shop", "namespace: other")
    model = model_of(role("Role", "r", READS), others, binding("RoleBinding", target, WEB, of=of, namespace=namespace))
    found = target_of(model.all(RoleBinding)[0])

    assert (
        (found.value.name if found.value else "none") == expected if isinstance(found, Known) else expected == "unknown"
    )


def aggregated(name: str, labels: str) -> str:
    return (
        f"apiVersion: {RBAC}/v1\nkind: ClusterRole\nmetadata: {{name: {name}}}\n"
        f"aggregationRule: {{clusterRoleSelectors: [{labels}]}}\n"
    )


PART = role("ClusterRole", "part", READS, more=", labels: {a: b, c: d}")


@pytest.mark.parametrize(
    ("selector", "rights"),
    [
        ("{matchLabels: {a: b}}", 1), ("{matchLabels: {a: b, c: d}}", 1), ("{matchLabels: {a: b, c: e}}", 0),
        ("{matchLabels: {a: c}}", 0),
        ("{matchExpressions: [{key: a, operator: Exists}]}", 1),
        ("{matchExpressions: [{key: x, operator: Exists}]}", 0),
        ("{matchLabels: {a: b}, matchExpressions: [{key: c, operator: In, values: [d]}]}", 1),
        ("{matchLabels: {a: b}, matchExpressions: [{key: c, operator: In, values: [e]}]}", 0),
        ("{matchLabels: {a: x}}, {matchLabels: {c: d}}", 1), ("{matchLabels: {a: b}}, {matchLabels: {c: d}}", 1),
    ],
)  # fmt: skip
def test_a_role_aggregates_others_by_their_labels(selector: str, rights: int) -> None:
    model = model_of(aggregated("whole", selector), PART, binding("ClusterRoleBinding", "whole", WEB))

    assert len(grant_of(model.all(AnyBinding)[0]).rights) == rights


def test_roles_that_aggregate_each_other_end() -> None:
    one = aggregated("one", "{matchLabels: {a: b}}").replace("name: one", "name: one, labels: {a: b}")
    model = model_of(one, PART, binding("ClusterRoleBinding", "one", WEB))

    assert len(grant_of(model.all(AnyBinding)[0]).rights) == 1


@pytest.mark.parametrize(
    ("label", "gives"),
    [("view", ["view", "edit", "admin"]), ("edit", ["edit", "admin"]), ("admin", ["admin"]), ("other", [])],
)
def test_what_a_lower_role_has_a_higher_one_has_too(label: str, gives: list[str]) -> None:
    added = role("ClusterRole", "added", READS, more=f", labels: {{{RBAC}/aggregate-to-{label}: 'true'}}")
    plain, model = model_of(), model_of(added)

    assert [
        name for name in ("view", "edit", "admin", "cluster-admin", "other")
        if len(built_in(model, name)) > len(built_in(plain, name))
    ] == gives  # fmt: skip


def test_cluster_admin_gives_everything_and_view_little() -> None:
    model = model_of()

    assert [each.gives_everything for each in built_in(model, "cluster-admin")] == [True]
    assert [each.resources for each in built_in(model, "view")] == [("configmaps",)]
    assert built_in(model, "other") == ()


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("ClusterRole", "cluster-admin", True), ("ClusterRole", "admin", True), ("ClusterRole", "edit", True),
        ("ClusterRole", "view", True), ("Role", "admin", False), ("ClusterRole", "system:node", True),
        ("ClusterRole", "shop", False),
        ("ClusterRole", "system:shop", False),
    ],
)  # fmt: skip
def test_kubernetes_makes_roles_of_its_own(kind: str, name: str, expected: bool) -> None:
    (found,) = model_of(role(kind, f"'{name}'", READS)).all(AnyRole)

    assert is_built_in(found) is expected


CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\n"


def pod(spec: str) -> str:
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"
    return f"{head}spec: {{{spec}, containers: [{{name: web}}]}}\n"


TOKEN = "volumes: [{name: t, projected: {sources: [{%s}]}}]"


@pytest.mark.parametrize(
    ("rules", "spec", "kind", "expected"),
    [
        (READS, "serviceAccountName: web", "RoleBinding", True),
        (READS, "serviceAccountName: web", "ClusterRoleBinding", True),
        (READS, "serviceAccount: web", "RoleBinding", True), (READS, "serviceAccountName: other", "RoleBinding", False),
        (READS, "hostPID: false", "RoleBinding", False),
        *((rule("configmaps", verb), "serviceAccountName: web", "RoleBinding", verb in ("list", "watch"))
          for verb in ("list", "watch", "create", "delete")),
        (rule("secrets", "get"), "serviceAccountName: web", "RoleBinding", False),
        (rule("configmaps", "get", names="c"), "serviceAccountName: web", "RoleBinding", True),
        (rule("configmaps", "get", names="d"), "serviceAccountName: web", "RoleBinding", False),
        (READS, "serviceAccountName: web, automountServiceAccountToken: false", "RoleBinding", False),
        (READS,
         f"serviceAccountName: web, automountServiceAccountToken: false, {TOKEN % 'serviceAccountToken: {path: a}'}",
         "RoleBinding", True),
        (READS, f"serviceAccountName: web, automountServiceAccountToken: false, {TOKEN % 'configMap: {name: a}'}",
         "RoleBinding", False),
    ],
)  # fmt: skip
def test_a_workload_reads_a_config_map_by_its_account(rules: str, spec: str, kind: str, expected: bool) -> None:
    bound = binding(kind, "r", f"{WEB}, namespace: shop")
    model = model_of(CONFIG_MAP, pod(spec), ACCOUNT, role("ClusterRole", "r", rules), bound)

    assert is_readable_by_workload(model.all(ConfigMap)[0]) is expected


def test_a_role_binding_of_another_namespace_reads_nothing_here() -> None:
    bound = binding("RoleBinding", "r", f"{WEB}, namespace: shop", namespace="other")
    model = model_of(CONFIG_MAP, pod("serviceAccountName: web"), ACCOUNT, role("ClusterRole", "r", READS), bound)

    assert not is_readable_by_workload(model.all(ConfigMap)[0])
    assert [each.name for each in model.all(ClusterRole)] == ["r"]


EVERY = "get, list, watch, create, update, patch, delete"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('apiGroups: ["*"], resources: ["*"], verbs: ["*"]', True), ('apiGroups: [""], resources: ["*"], verbs: ["*"]',
         True),
        ('apiGroups: [apps], resources: ["*"], verbs: ["*"]', False),
         ('apiGroups: ["*"], resources: [pods], verbs: ["*"]', False),
        ('apiGroups: ["*"], resources: ["*"], verbs: ["*"], resourceNames: [a]', False),
        (f'apiGroups: ["*"], resources: ["*"], verbs: [{EVERY}]', True),
        *((f'apiGroups: ["*"], resources: ["*"], verbs: [{EVERY.replace(verb, "other")}]',
         False) for verb in EVERY.split(", ")),
    ],
)  # fmt: skip
def test_a_rule_is_unrestricted(written: str, expected: bool) -> None:
    (found,) = model_of(role("ClusterRole", "r", f"{{{written}}}")).all(ClusterRole)

    assert found.rules[0].is_unrestricted is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (rule("pods", "get"), True), (rule("pods", '"*"'), True), (rule("*", "get"), True), (rule("pods", "get", "*"),
         True),
        (rule("pods", "list"), False), (rule("secrets", "get"), False), (rule("pods", "get", "apps"), False),
        (rule("pods", "get", names="a"), True),
    ],
)  # fmt: skip
def test_a_rule_allows_a_verb_on_a_resource(written: str, expected: bool) -> None:
    (found,) = model_of(role("ClusterRole", "r", written)).all(ClusterRole)

    assert found.rules[0].allows("get", "", "pods") is expected
