"""Rights that allow privilege escalation."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, Power, Severity, Violation, policy
from infracheck_policies.rbac.words import rules_that


@policy("escalate-verb", category="rbac", severity=Severity.HIGH)
def escalate_verb(role: AnyRole) -> Iterator[Violation]:
    """A role does not grant `escalate` on roles.

    Kubernetes rejects a role with rights that its author lacks, unless the author has `escalate` on roles: with it a
    subject can make itself cluster-admin. The verb `*` includes it. Kubernetes, RBAC good practices, "Escalate verb";
    CIS Kubernetes 5.1.8.

    Fix: Remove `escalate`, and list the verbs instead of `*`.
    """
    yield from rules_that(role, Power.ESCALATE, "grants escalate on roles", named=True)


@policy("bind-verb", category="rbac", severity=Severity.HIGH)
def bind_verb(role: AnyRole) -> Iterator[Violation]:
    """A role does not grant `bind` on every role.

    With `bind` a subject can bind any role, cluster-admin included, to any subject. Rules that name the roles
    (`resourceNames`) are not reported, though other scanners report them. CIS Kubernetes 5.1.8.

    Fix: Remove `bind`, or list in `resourceNames` the roles that may be bound.
    """
    yield from rules_that(role, Power.BIND, "grants bind on every role")


@policy("impersonate-verb", category="rbac", severity=Severity.HIGH)
def impersonate_verb(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow impersonation of every user, group or service account.

    A subject that can impersonate the group `system:masters` bypasses RBAC. Rules that name the users or groups
    (`resourceNames`) are not reported, though other scanners report them. CIS Kubernetes 5.1.8.

    Fix: Remove `impersonate`, or list in `resourceNames` who may be impersonated.
    """
    yield from rules_that(role, Power.IMPERSONATE, "grants impersonate on any user, group or service account")


@policy("token-creation", category="rbac", severity=Severity.MEDIUM)
def token_creation(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow creating tokens for every service account.

    A subject that can create `serviceaccounts/token` has the rights of every service account in the role's scope. Rules
    that name them (`resourceNames`) are not reported. CIS Kubernetes 5.1.13.

    Fix: Remove `serviceaccounts/token`, or list the service accounts in `resourceNames`.
    """
    yield from rules_that(role, Power.TOKENS, "allows creating tokens for every service account in its scope")


@policy("csr-approval", category="rbac", severity=Severity.HIGH)
def csr_approval(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow approving client certificates for every signer.

    A client certificate is an identity with any name and any group. Approval requires both `update` on
    `certificatesigningrequests/approval` and `approve` on `signers`; one of the two is `csr-approval-part`. Rules that
    name signers (`resourceNames`) are not reported. CIS Kubernetes 5.1.11.

    Fix: List in `resourceNames` of `signers` those that the subject approves for.
    """
    if any(not rule.is_named for rule, _ in role.rules_with(Power.SIGN)):
        yield from rules_that(role, Power.APPROVE, "allows approving client certificates for any user")


@policy("csr-approval-part", category="rbac", severity=Severity.LOW, recommended=False)
def csr_approval_part(role: AnyRole) -> Iterator[Violation]:
    """A role grants neither of the two rights needed to approve certificates.

    The same subject may get the other right from another role. A role with both is `csr-approval`.

    Fix: Remove the right, or list the signers in `resourceNames`.
    """
    approves, signs = role.rules_with(Power.APPROVE), role.rules_with(Power.SIGN)
    if bool(approves) != bool(signs):
        power = Power.APPROVE if approves else Power.SIGN
        yield from rules_that(role, power, "grants one of the two rights needed to approve certificates")


@policy("webhook-change", category="rbac", severity=Severity.MEDIUM)
def webhook_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow changing every admission webhook.

    A webhook can read and change every object that is written, Secrets included; deleting one disables its check. Rules
    that name the webhooks (`resourceNames`) are not reported, though other scanners report them. CIS Kubernetes 5.1.12.

    Fix: List in `resourceNames` the webhook configurations that the subject manages.
    """
    yield from rules_that(role, Power.WEBHOOKS, "allows changing any admission webhook")


@policy("binding-change", category="rbac", severity=Severity.LOW, recommended=False)
def binding_change(role: AnyRole) -> Iterator[Violation]:
    """A role does not allow adding subjects to bindings.

    Kubernetes lets a subject bind only rights that it has; by changing bindings it can still pass them on to others,
    without whoever granted them knowing. Operators that install other applications need it.

    Fix: Remove `patch` on rolebindings and clusterrolebindings, or list the bindings in `resourceNames`.
    """
    for rule, index in role.rules_with(Power.CHANGE_BINDINGS):
        if not rule.is_named and "get" in rule.verbs and "patch" in rule.verbs:
            yield rule.violation(f"{role.kind} {role.name} allows adding subjects to bindings", at=rule.place_of(index))
