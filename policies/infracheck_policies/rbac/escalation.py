"""Rights by which one gives oneself more rights."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, Power, Severity, Violation, policy
from infracheck_policies.rbac.words import LEAST_PRIVILEGE, rules_that

_VERBS = ("cis-kubernetes-1.12:5.1.8", *LEAST_PRIVILEGE)
_ESCALATION = (
    "trivy:KSV-0050", "kubescape:C-0191", "kyverno:restrict-escalation-verbs-roles",
    "kyverno:restrict-escalation-verbs-roles/escalate",
)  # fmt: skip


@policy(
    "escalate-verb",
    category="rbac",
    severity=Severity.HIGH,
    controls=_VERBS,
    aliases=(
        *_ESCALATION, "checkov:CKV_K8S_158", "kubescape:rule-can-bind-escalate",
        "kics:8320826e-7a9c-4b0b-9535-578333193432",
    ),
)  # fmt: skip
def escalate_verb(role: AnyRole) -> Iterator[Violation]:
    """A role may not widen roles beyond what it has itself.

    Kubernetes lets no one write a role with rights that he lacks, but for `escalate` on roles: who has it makes himself
    cluster-admin. `*` as a verb holds it. Kubernetes, RBAC good practices, "Escalate verb"; CIS Kubernetes 5.1.8.
    """
    yield from rules_that(role, Power.ESCALATE, "may widen roles: escalate", named=True)


@policy(
    "bind-verb",
    category="rbac",
    severity=Severity.HIGH,
    controls=_VERBS,
    aliases=(
        *_ESCALATION, "checkov:CKV_K8S_157", "kubescape:rule-can-bind-escalate",
        "kics:8320826e-7a9c-4b0b-9535-578333193432", "trivy:KSV-0051", "trivy:KSV-0052",
    ),
)  # fmt: skip
def bind_verb(role: AnyRole) -> Iterator[Violation]:
    """A role may not give away roles that it lacks itself.

    With `bind` on a role one binds it to whomever one likes, cluster-admin too. Naming the roles (`resourceNames`) is
    the way to do it, and is not reported, though peers report it. CIS Kubernetes 5.1.8.
    """
    yield from rules_that(role, Power.BIND, "may give away any role: bind")


@policy(
    "impersonate-verb",
    category="rbac",
    severity=Severity.HIGH,
    controls=_VERBS,
    aliases=(
        *_ESCALATION, "trivy:KSV-0043", "kubescape:rule-can-impersonate-users-groups-v1", "kubescape:C-0065",
        "kics:9f85c3f6-26fd-4007-938a-2e0cb0100980",
    ),
)  # fmt: skip
def impersonate_verb(role: AnyRole) -> Iterator[Violation]:
    """A role may not act as any user, group or service account.

    Who impersonates the group `system:masters` is above all rules. Naming those who may be impersonated
    (`resourceNames`) is the way to do it, and is not reported, though peers report it. CIS Kubernetes 5.1.8.
    """
    yield from rules_that(role, Power.IMPERSONATE, "may act as others: impersonate")


@policy(
    "token-creation",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:5.1.13", *LEAST_PRIVILEGE),
    aliases=("kubescape:rule-can-create-service-account-token", "kubescape:C-0282"),
)
def token_creation(role: AnyRole) -> Iterator[Violation]:
    """A role may not make tokens for every service account.

    Who may create `serviceaccounts/token` has the rights of all service accounts in reach. Naming them
    (`resourceNames`) is the way to do it. CIS Kubernetes 5.1.13.
    """
    yield from rules_that(role, Power.TOKENS, "may make tokens of any service account in reach")


@policy(
    "csr-approval",
    category="rbac",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:5.1.11", *LEAST_PRIVILEGE),
    aliases=(
        "checkov:CKV_K8S_156", "kubescape:rule-can-approve-cert-signing-request", "kubescape:C-0280",
        "kyverno:restrict-clusterrole-csr/certificatesigningrequests-update-prevention",
        "kyverno:restrict-clusterrole-csr/signers-approve-prevention",
    ),
)  # fmt: skip
def csr_approval(role: AnyRole) -> Iterator[Violation]:
    """A role may not approve certificates of clients for every signer.

    A client certificate is an identity, of any name and any group. It takes both: update of
    `certificatesigningrequests/approval` and `approve` on `signers`; half of it is `csr-approval-part`. Signers that
    are named (`resourceNames`) are not reported. CIS Kubernetes 5.1.11.
    """
    if any(not rule.is_named for rule, _ in role.rules_with(Power.SIGN)):
        yield from rules_that(role, Power.APPROVE, "may approve certificates for any user")


@policy(
    "csr-approval-part",
    category="rbac",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.1.11",),
    aliases=(
        "kubescape:rule-can-approve-cert-signing-request", "kubescape:C-0280",
        "kyverno:restrict-clusterrole-csr/certificatesigningrequests-update-prevention",
        "kyverno:restrict-clusterrole-csr/signers-approve-prevention",
    ),
    recommended=False,
)  # fmt: skip
def csr_approval_part(role: AnyRole) -> Iterator[Violation]:
    """A role has no half of the right to approve certificates.

    The other half may come by another role of the same subject. The whole of it is `csr-approval`.
    """
    approves, signs = role.rules_with(Power.APPROVE), role.rules_with(Power.SIGN)
    if bool(approves) != bool(signs):
        power = Power.APPROVE if approves else Power.SIGN
        yield from rules_that(role, power, "has half of the right to approve certificates")


@policy(
    "webhook-change",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:5.1.12", *LEAST_PRIVILEGE),
    aliases=(
        "checkov:CKV_K8S_155", "trivy:KSV-0114", "kubescape:rule-can-modify-admission-webhooks", "kubescape:C-0281",
        "kyverno:restrict-clusterrole-mutating-validating-admission-webhooks/restrict-clusterrole",
    ),
)  # fmt: skip
def webhook_change(role: AnyRole) -> Iterator[Violation]:
    """A role may not change every admission webhook.

    A webhook reads every object that is written, Secrets too, and changes it; who removes one switches a control off.
    Naming one's own (`resourceNames`) is the way to do it, and is not reported, though peers report it.
    CIS Kubernetes 5.1.12.
    """
    yield from rules_that(role, Power.WEBHOOKS, "may change any admission webhook")


@policy(
    "binding-change",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=("trivy:KSV-0055",),
    recommended=False,
)
def binding_change(role: AnyRole) -> Iterator[Violation]:
    """A role may not add subjects to bindings.

    Kubernetes lets one bind only rights that one has; but with them one can share them on, unseen by whoever gave them.
    Operators that install others need it.
    """
    for rule, index in role.rules_with(Power.CHANGE_BINDINGS):
        if not rule.is_named and "get" in rule.verbs and "patch" in rule.verbs:
            yield rule.violation(f"{role.kind} {role.name} may add subjects to bindings", at=rule.place_of(index))
