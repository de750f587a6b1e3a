"""ResourceQuotas and LimitRanges of namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import LimitRange, ResourceQuota, Severity, Violation, Workload, policy


@policy("resource-quota", category="resources", severity=Severity.LOW, recommended=False)
def resource_quota(workload: Workload) -> Iterator[Violation]:
    """A workload runs in a namespace that has a ResourceQuota.

    Without one, a namespace can use all resources of the cluster. Only scanned files count; a chart whose namespace is
    not told is in none of them. Not recommended by default, since quotas are often kept in another repository.

    Fix: Add a ResourceQuota to the namespace, or to the scan.
    """
    if not workload.containers or workload.is_namespace_open:
        return
    if next(workload.model.in_namespace(ResourceQuota, workload.namespace), None) is None:
        message = f"namespace {workload.namespace or 'default'} has no ResourceQuota"
        yield workload.violation(message, at=Workload.namespace_written)


@policy("limit-range", category="resources", severity=Severity.LOW, recommended=False)
def limit_range(workload: Workload) -> Iterator[Violation]:
    """A workload runs in a namespace that has a LimitRange.

    It sets requests and limits for containers that have none. Only scanned files count; not recommended by default,
    since LimitRanges are often kept in another repository.

    Fix: Add a LimitRange to the namespace, or to the scan.
    """
    if not workload.containers or workload.is_namespace_open:
        return
    if next(workload.model.in_namespace(LimitRange, workload.namespace), None) is None:
        message = f"namespace {workload.namespace or 'default'} has no LimitRange"
        yield workload.violation(message, at=Workload.namespace_written)


@policy("quota-amounts", category="resources", severity=Severity.LOW, recommended=False)
def quota_amounts(quota: ResourceQuota) -> Iterator[Violation]:
    """A ResourceQuota sets the requests and the limits of CPU and memory.

    If one of them is missing, the namespace can use all of that resource in the cluster. `cpu` and `memory` mean the
    requests. Not recommended by default: a namespace may have further quotas for other resources, such as objects or
    storage.

    Fix: Set `requests.cpu`, `requests.memory`, `limits.cpu` and `limits.memory` in `spec.hard`.
    """
    either = (("requests.cpu", "cpu"), ("requests.memory", "memory"), ("limits.cpu",), ("limits.memory",))
    unset = [names[0] for names in either if not any(name in quota.hard for name in names)]
    if unset:
        yield quota.violation(f"ResourceQuota {quota.name} sets no {', '.join(unset)}", at=ResourceQuota.hard)


@policy("limit-range-defaults", category="resources", severity=Severity.LOW, recommended=False)
def limit_range_defaults(limits: LimitRange) -> Iterator[Violation]:
    """A LimitRange sets defaults and bounds for containers.

    Without defaults, containers that set no requests and limits get none; without bounds, they can set any. One item
    with default, defaultRequest, min and max is enough. Not recommended by default: a LimitRange may apply to claims or
    pods only.

    Fix: Set `default`, `defaultRequest`, `min` and `max` in an item of type Container.
    """
    for item in limits.items:
        if item.type and all(
            amounts.is_written for amounts in (item.default, item.default_request, item.min, item.max)
        ):
            return
    yield limits.violation(
        f"no item of LimitRange {limits.name} sets default, defaultRequest, min and max", at=LimitRange.items
    )
