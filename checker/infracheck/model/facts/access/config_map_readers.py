"""Whether a workload may read a ConfigMap through the API, with no reference in its pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.fact import Known
from infracheck.model.entities.workload import Pod
from infracheck.model.facts.access.roles import grants_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infracheck.model.entities.config_map import ConfigMap
    from infracheck.model.graph.model import Model

_READ = ("get", "list", "watch")


def is_readable_by_workload(config_map: ConfigMap) -> bool:
    """Whether the service account of a workload that the scan sees may read it."""
    readable = config_map.model.derive(_readable)
    namespaces, names = (None, config_map.namespace or "default"), (None, config_map.name)
    return any((namespace, name) in readable for namespace in namespaces for name in names)


def _readable(model: Model) -> frozenset[tuple[str | None, str | None]]:
    """What the accounts of pods may read: a namespace, None for all of them, and a name, None for every ConfigMap."""
    return frozenset(_read_by_accounts(model))


def _read_by_accounts(model: Model) -> Iterator[tuple[str | None, str | None]]:
    grants = grants_of(model)
    for namespace, account in {_account_of(pod) for pod in model.all(Pod) if _has_token(pod)}:
        for grant, _ in grants.of_account(namespace, account):
            for right in grant.rights:
                if any(right.allows(verb, "", "configmaps") for verb in _READ):
                    yield from ((grant.namespace, name) for name in right.names or (None,))


def _account_of(pod: Pod) -> tuple[str | None, str]:
    return pod.workload.namespace, pod.account_name


def _has_token(pod: Pod) -> bool:
    match pod.automounts_token:
        case Known(False):
            return any(source.service_account_token for volume in pod.volumes for source in volume.projected)
    return True
