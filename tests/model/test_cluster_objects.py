"""Objects that set up a cluster: audit policies, encryption, webhooks, what admitted pods before."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.cluster.audit_policy import AuditPolicy
from infracheck.model.entities.cluster.encryption import EncryptionConfiguration
from infracheck.model.entities.cluster.pod_admission import PodSecurityPolicy, SecurityContextConstraints
from infracheck.model.entities.governance import Namespace

AUDIT = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n"
PODS = '{level: Metadata, resources: [{group: "", resources: [pods]}]}'


@pytest.mark.parametrize(
    ("rules", "audited"),
    [
        ("- {level: Metadata}", {"pods", "pods/exec", "deployments"}),
        ("- {level: None}\n- {level: Metadata}", set()),
        (f"- {PODS}", {"pods"}),
        ("- {level: Metadata, resources: [{group: '', resources: ['*']}]}", {"pods", "pods/exec", "deployments"}),
        ("- {level: Metadata, resources: [{group: '', resources: [pods/*]}]}", {"pods/exec"}),
        ("- {level: Metadata, resources: [{group: '', resources: ['*/exec']}]}", {"pods/exec"}),
        ("- {level: Metadata, resources: [{group: ''}]}", {"pods", "pods/exec"}),
        ("- {level: Metadata, resources: [{group: apps}]}", {"deployments"}),
        ("- {level: Metadata, nonResourceURLs: [/api*]}", set()),
        # a rule for some does not end the search, one for all does
        (f"- {{level: None, users: [admin]}}\n- {PODS}", {"pods"}),
        (f"- {{level: None, resources: [{{group: '', resources: [pods], resourceNames: [web]}}]}}\n- {PODS}", {"pods"}),
        (f"- {{level: None, resources: [{{group: '', resources: [pods]}}]}}\n- {PODS}", set()),
        ("- {level: Request, verbs: [delete]}", {"pods", "pods/exec", "deployments"}),
    ],
)
def test_a_resource_is_audited_by_the_first_rule_that_is_about_it(rules: str, audited: set[str]) -> None:
    (policy,) = model_in(AUDIT + rules + "\n").all(AuditPolicy)
    asked = (("", "pods"), ("", "pods/exec"), ("apps", "deployments"))

    assert {resource for group, resource in asked if policy.is_audited(group, resource)} == audited


def test_an_audit_policy_is_told_by_its_group() -> None:
    assert list(model_in("apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p}\n").all(AuditPolicy)) == []


@pytest.mark.parametrize(
    "head",
    [
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n",
        "apiVersion: v1\nkind: EncryptionConfig\n",
    ],
)
def test_a_provider_is_the_key_of_its_mapping(head: str) -> None:
    text = head + "resources:\n- resources: [secrets]\n  providers: [{kms: {name: k}}, {identity: {}}, {}]\n"
    (configuration,) = model_in(text).all(EncryptionConfiguration)

    assert [each.kind for each in configuration.resources[0].providers] == ["kms", "identity", ""]


def webhook(rule: str, selector: str = "{}") -> str:
    return (
        "---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\n"
        f"webhooks:\n- name: w.example.com\n  namespaceSelector: {selector}\n  rules: [{rule}]\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        (webhook("{apiGroups: [''], resources: [pods], operations: [CREATE]}"), True),
        (webhook("{apiGroups: ['*'], resources: ['*'], operations: ['*'], scope: '*'}"), True),
        (webhook("{apiGroups: ['*'], resources: ['*/*'], operations: ['*'], scope: Namespaced}"), True),
        (webhook("{apiGroups: [''], resources: [pods], operations: [CREATE], scope: Cluster}"), False),
        (webhook("{apiGroups: [''], resources: [pods], operations: [DELETE]}"), False),
        (webhook("{apiGroups: [''], resources: [pods/exec], operations: [CREATE]}"), False),
        (webhook("{apiGroups: [apps], resources: [pods], operations: [CREATE]}"), False),
        (webhook("{apiGroups: [''], resources: [pods], operations: [CREATE]}", "{matchLabels: {a: b}}"), False),
        (
            webhook(
                "{apiGroups: [''], resources: [pods], operations: [CREATE]}",
                "{matchLabels: {kubernetes.io/metadata.name: shop}}",
            ),
            True,
        ),
    ],
)
def test_a_webhook_is_asked_about_the_new_pods_that_its_rules_name(text: str, expected: bool) -> None:
    (namespace,) = model_in("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n" + text).all(Namespace)

    assert namespace.has_pod_webhook is expected


def is_privileged(policy: PodSecurityPolicy) -> bool:
    return bool(policy.privileged)


def test_one_policy_that_denies_counts_for_all() -> None:
    head = "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: p}\nspec: "
    (alone,) = model_in(head + "{privileged: true}\n").all(PodSecurityPolicy)
    first, second = model_in(f"{head}{{privileged: true}}\n---\n{head}{{privileged: false}}\n").all(PodSecurityPolicy)

    assert not alone.is_denied_elsewhere(is_privileged)
    assert first.is_denied_elsewhere(is_privileged)
    assert second.is_denied_elsewhere(is_privileged)
    assert first.namespace is None


@pytest.mark.parametrize("version", ["security.openshift.io/v1", "v1"])
def test_constraints_are_found_under_either_version(version: str) -> None:
    text = f"apiVersion: {version}\nkind: SecurityContextConstraints\nmetadata: {{name: p}}\n"
    (found,) = model_in(text + "allowPrivilegedContainer: true\n").all(SecurityContextConstraints)

    assert found.allow_privileged_container is True
