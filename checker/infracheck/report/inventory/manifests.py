"""Workloads for the inventory: replicas, neighbours, and what they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.entities.workload import ConfigMapVolume, Pod, SecretVolume, Volume, Workload
from infracheck.model.facts.references.use import ObjectUse
from infracheck.model.facts.secrets.referenced import ReferencedSecret, referenced_in
from infracheck.model.graph import link
from infracheck.report.inventory.containers import container_entry
from infracheck.report.inventory.entities import Manifest, Neighbour, Replicas, Step, Taking
from infracheck.report.inventory.shown import name, path, place, schedule

if TYPE_CHECKING:
    from infracheck.model.base.references import ObjectFiles
    from infracheck.model.entities.config_map import ConfigMap
    from infracheck.model.entities.governance import AnyAutoscaler, PodDisruptionBudget
    from infracheck.model.entities.kubernetes import KubernetesObject
    from infracheck.model.entities.network import NetworkPolicy, Service
    from infracheck.model.entities.secret import AnySecret
    from infracheck.report.inventory.ids import Ids
    from infracheck.report.inventory.listed import Lists

_ONE_UNLESS_SET = frozenset(
    ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DeploymentConfig", "Rollout")
)


def manifest_of(workload: Workload, ids: Ids, lists: Lists, dependencies: Iterable[str]) -> Manifest:
    """A workload with all that stands round it."""
    found = ids.of(workload)
    assert found is not None
    pod = workload.pod
    configuration = ids.of(workload.configuration)
    return Manifest(
        id=found,
        kind=name(workload.kind),
        namespace=None if workload.namespace is None else name(workload.namespace),
        name=name(workload.name),
        place=place(workload.span),
        replica_count=_replicas(workload),
        schedule=None if workload.schedule is None else schedule(workload.schedule),
        containers=tuple(container_entry(each, ids) for each in pod.containers),
        service_account=_account(pod),
        services=tuple(_neighbour(each, _ports(each)) for each in lists.first("services", found, pod.services)),
        autoscalers=tuple(
            _neighbour(each, _range(each)) for each in lists.first("autoscalers", found, workload.autoscalers)
        ),
        disruption_budgets=tuple(
            _neighbour(each, _budget(each))
            for each in lists.first("disruption budgets", found, workload.disruption_budgets)
        ),
        network_policies=tuple(
            _neighbour(each, _directions(each)) for each in lists.first("network policies", found, pod.network_policies)
        ),
        uses=tuple(_together(_takings(workload, ids))),
        configuration=configuration,
        dependencies=lists.first("dependencies", found, dict.fromkeys(dependencies)),
    )


def _neighbour(found: KubernetesObject, note: str) -> Neighbour:
    return Neighbour(name(found.kind), name(found.name), place(found.span), note)


def _replicas(workload: Workload) -> Replicas:
    if workload.autoscalers:
        scaler = workload.autoscalers[0]
        because = Step(f"scaled by {name(scaler.kind)} {name(scaler.name)}", *place(scaler.span))
        return Replicas(_range(scaler), scaler.least_replicas, scaler.most_replicas, (because,))
    if workload.kind == "DaemonSet":
        return Replicas("one on each node", None, None)
    written = workload.replicas
    if written is not None:
        because = Step("replicas is set here", *place(workload.place(Workload.replicas)))
        return Replicas(str(written), written, written, (because,))
    if workload.kind in ("Job", "CronJob"):
        return Replicas("runs to completion", None, None)
    if workload.kind == "Pod":
        return Replicas("1", 1, 1)
    if workload.kind in _ONE_UNLESS_SET:
        return Replicas("1 (default)", 1, 1)
    return Replicas("unknown", None, None)


def _range(scaler: AnyAutoscaler) -> str:
    least, most = scaler.least_replicas, scaler.most_replicas
    return f"{least} or more" if most is None else f"{least} to {most}"


def _budget(budget: PodDisruptionBudget) -> str:
    for words, amount in (
        ("minAvailable {}", budget.min_available),
        ("maxUnavailable {}", budget.max_unavailable),
    ):
        if amount is not None:
            return words.format(name(str(amount)))
    return ""


def _directions(policy: NetworkPolicy) -> str:
    found = [word for word, limits in (("ingress", policy.limits_ingress), ("egress", policy.limits_egress)) if limits]
    return " and ".join(found)


def _ports(service: Service) -> str:
    ports = []
    for each in service.ports:
        target = each.target_port
        ports.append(str(each.port) if target in (None, each.port) else f"{each.port} → {name(str(target))}")
    return ", ".join((*((name(service.type),) if service.type not in (None, "ClusterIP") else ()), *ports))


def _account(pod: Pod) -> Neighbour:
    written = name(pod.account_name)
    match pod.automounts_token:
        case Known(mounted, _):
            note = "token mounted" if mounted else "token not mounted"
        case Unknown(why):
            note = f"unknown whether the token is mounted: {why}"
    match pod.account:
        case Known(found) if found is not None:
            return _neighbour(found, note)
        case Known() if written != "default":
            return Neighbour("ServiceAccount", written, None, "missing")
    return Neighbour("ServiceAccount", written, None, note)


def _takings(workload: Workload, ids: Ids) -> Iterator[Taking]:
    pod = workload.pod
    for container in pod.containers:
        for entry in container.env:
            for kind, key in (("ConfigMap", entry.config_map_key), ("Secret", entry.secret_key)):
                if key is not None:
                    use = ObjectUse(pod, kind, key.name or "", key.key, key.is_optional is True, entry, container)
                    yield _taking(use, "variable", ids)
        for source in container.env_from:
            for kind, whole in (("ConfigMap", source.config_map), ("Secret", source.secret)):
                if whole is not None:
                    use = ObjectUse(pod, kind, whole.name or "", None, whole.is_optional is True, source, container)
                    yield _taking(use, "all keys as variables (envFrom)", ids)
    for volume in pod.volumes:
        yield from _mounted(pod, volume, ids)
    for reference in pod.image_pull_secrets:
        yield _taking(ObjectUse(pod, "Secret", reference.name or "", None, True, reference), "image pull secret", ids)


def _mounted(pod: Pod, volume: Volume, ids: Ids) -> Iterator[Taking]:
    sources = tuple(_sources(pod, volume))
    mounts = pod.mounts_by_volume.get(volume.name, ()) if sources else ()
    for use, keys in sources:
        if not mounts:
            yield _taking(use, "volume that is not mounted", ids, keys)
        for container, mount in mounts:
            where = f"at {path(mount.mount_path or '')}"
            how = f"file {where}, never updated (subPath)" if mount.is_sub_path else f"files {where}"
            mounted = ObjectUse(pod, use.kind, use.name, use.key, use.is_optional, mount, container, use.volume)
            yield _taking(mounted, how, ids, keys)


def _sources(pod: Pod, volume: Volume) -> Iterator[tuple[ObjectUse, tuple[str, ...]]]:
    parts: list[tuple[str, SecretVolume | ConfigMapVolume | ObjectFiles | None]] = [
        ("Secret", volume.secret), ("ConfigMap", volume.config_map),
    ]  # fmt: skip
    for source in volume.projected:
        parts += [("Secret", source.secret), ("ConfigMap", source.config_map)]
    for kind, found in parts:
        if found is not None:
            keys = tuple(name(item.key) for item in found.items if item.key)
            yield ObjectUse(pod, kind, found.name or "", None, found.is_optional is True, volume), keys
    if volume.csi is not None and volume.csi.secret_provider_class:
        yield ObjectUse(pod, _PROVIDER, volume.csi.secret_provider_class, None, True, volume), ()


_PROVIDER = "SecretProviderClass"


def _taking(use: ObjectUse, how: str, ids: Ids, keys: tuple[str, ...] = ()) -> Taking:
    keys = keys or ((name(use.key),) if use.key else ())
    container = None if use.container is None else name(use.container.name)
    entity = _entity(use, ids)
    return Taking(use.kind, name(use.name), how, container, keys, entity, _note(use, entity), place(use.view.span))


def _note(use: ObjectUse, entity: str | None) -> str:
    """What there is to say where a name, or a key, leads to nothing."""
    if use.is_missing:
        return "missing"
    if use.lacks_key:
        return "key does not exist"
    return "not in the scanned files" if entity is None or _absent(use) is not None else ""


def _entity(use: ObjectUse, ids: Ids) -> str | None:
    model, namespace = use.pod.workload.model, use.pod.workload.namespace
    if use.kind == _PROVIDER:
        return ids.of(model.find(use.kind, namespace, use.name))
    find = link.config_map if use.kind == "ConfigMap" else link.secret
    fact: Fact[ConfigMap | None] | Fact[AnySecret | None] = find(model, namespace, use.name)
    if isinstance(fact, Known) and fact.value is not None:
        return ids.of(fact.value)
    return None if (absent := _absent(use)) is None else ids.of(absent)


def _absent(use: ObjectUse) -> ReferencedSecret | None:
    """The Secret of no file that is meant."""
    workload = use.pod.workload
    absent = referenced_in(workload.model) if use.kind == "Secret" else {}
    return absent.get((workload.namespace or "default", use.name))


def _together(takings: Iterator[Taking]) -> list[Taking]:
    """Variables of one container that take keys of one object are told at once."""
    found: dict[tuple[str, str, str, str | None], list[Taking]] = {}
    for each in takings:
        found.setdefault(each[:4], []).append(each)
    return [
        first if not others else first._replace(keys=tuple(dict.fromkeys(k for e in (first, *others) for k in e.keys)))
        for first, *others in found.values()
    ]
