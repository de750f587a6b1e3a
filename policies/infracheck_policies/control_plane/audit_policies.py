"""What audit policies record."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AuditPolicy, AuditRule, Severity, Violation, policy

_VALUES = (("", "secrets"), ("", "configmaps"), ("authentication.k8s.io", "tokenreviews"))
_CONCERNS = (
    *_VALUES,
    ("", "pods"),
    ("apps", "deployments"),
    ("", "pods/exec"),
    ("", "pods/portforward"),
    ("", "pods/proxy"),
    ("", "services/proxy"),
)
_BODIES = ("Request", "RequestResponse")


@policy("audit-coverage", category="control-plane", severity=Severity.LOW, recommended=False)
def audit_coverage(audit: AuditPolicy) -> Iterator[Violation]:
    """An audit policy records the requests that matter for security.

    These are requests for Secrets, ConfigMaps and TokenReviews, changes of pods and Deployments, and the use of
    `pods/exec`, `pods/portforward`, `pods/proxy` and `services/proxy`. The first rule that matches a request decides;
    what no rule matches is not recorded. CIS Kubernetes Benchmark 1.12, 3.2.2.

    Fix: Add a rule with `level: Metadata` for these resources, or one without `resources` as the last.
    """
    missing = [resource for group, resource in _CONCERNS if not audit.is_audited(group, resource)]
    if missing:
        yield audit.violation(f"audit policy does not record {', '.join(missing)}", at=AuditPolicy.rules)


@policy("audit-secret-values", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def audit_secret_values(audit: AuditPolicy) -> Iterator[Violation]:
    """An audit policy records no values of Secrets and tokens.

    The levels `Request` and `RequestResponse` write whole objects into the log, with the values of Secrets and the
    tokens of TokenReviews. CIS Kubernetes Benchmark 1.12, 3.2.2, also names ConfigMaps.

    Fix: Record `secrets`, `configmaps` and `tokenreviews` with `level: Metadata`, in a rule before the others.
    """
    left = list(_VALUES)
    for rule in audit.rules:
        told = [each for each in left if rule.level in _BODIES and rule.covers(*each)]
        if told:
            names = ", ".join(resource for _, resource in told)
            yield rule.violation(f"audit policy records whole objects of {names}", at=AuditRule.level)
        left = [each for each in left if not rule.covers_all(*each)]
