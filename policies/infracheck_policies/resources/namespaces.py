"""Namespaces bound what all their pods may take together."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import LimitRange, ResourceQuota, Severity, Violation, Workload, policy


@policy(
    "resource-quota",
    category="resources",
    severity=Severity.LOW,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "cwe:770"),
    aliases=("kics:48a5beba-e4c0-4584-a2aa-e6894e4cf424",),
    recommended=False,
)
def resource_quota(workload: Workload) -> Iterator[Violation]:
    """A workload runs in a namespace that has a ResourceQuota.

    Without one, a namespace may take the whole cluster. Only what is scanned counts; not recommended by default, since
    quotas often stand in another repository.
    """
    if next(workload.model.in_namespace(ResourceQuota, workload.namespace), None) is None:
        message = f"namespace {workload.namespace or 'default'} has no ResourceQuota"
        yield workload.violation(message, at=Workload.namespace_written)


@policy(
    "limit-range",
    category="resources",
    severity=Severity.LOW,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "cwe:770"),
    aliases=("kics:4a20ebac-1060-4c81-95d1-1f7f620e983b",),
    recommended=False,
)
def limit_range(workload: Workload) -> Iterator[Violation]:
    """A workload runs in a namespace that has a LimitRange.

    It gives requests and limits to whoever forgets them. Only what is scanned counts; not recommended by default, since
    limit ranges often stand in another repository.
    """
    if next(workload.model.in_namespace(LimitRange, workload.namespace), None) is None:
        message = f"namespace {workload.namespace or 'default'} has no LimitRange"
        yield workload.violation(message, at=Workload.namespace_written)


@policy(
    "quota-amounts",
    category="resources",
    severity=Severity.LOW,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6"),
    aliases=("trivy:KSV-0040",),
    recommended=False,
)
def quota_amounts(quota: ResourceQuota) -> Iterator[Violation]:
    """A ResourceQuota bounds the requests and the limits of CPU and memory.

    One of these left open is enough to take the whole cluster. `cpu` and `memory` mean the requests. Not recommended by
    default: quotas of other things, such as objects or storage, may stand beside.
    """
    either = (("requests.cpu", "cpu"), ("requests.memory", "memory"), ("limits.cpu",), ("limits.memory",))
    open_ones = [names[0] for names in either if not any(name in quota.hard for name in names)]
    if open_ones:
        yield quota.violation(f"quota {quota.name} leaves {', '.join(open_ones)} open", at=ResourceQuota.hard)


@policy(
    "limit-range-defaults",
    category="resources",
    severity=Severity.LOW,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6"),
    aliases=("trivy:KSV-0039",),
    recommended=False,
)
def limit_range_defaults(limits: LimitRange) -> Iterator[Violation]:
    """A LimitRange gives containers defaults, and bounds what they may ask for.

    Without defaults whoever forgets requests and limits gets none, without bounds they are anything. One item with
    default, defaultRequest, min and max is enough. Not recommended by default: a range may bound claims or pods alone.
    """
    for item in limits.items:
        if item.type and all(each.is_written for each in (item.default, item.default_request, item.min, item.max)):
            return
    yield limits.violation(f"no item of limit range {limits.name} sets both defaults and bounds", at=LimitRange.items)
