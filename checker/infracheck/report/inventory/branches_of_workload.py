"""A workload as a tree of lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from infracheck.report.inventory.branch import Branch, Titles, at, because, listed, rendered, said

if TYPE_CHECKING:
    from infracheck.report.inventory.entities import (
        Amounts,
        ContainerEntry,
        EnvironmentVariable,
        Manifest,
        Neighbour,
        Resources,
        ServiceConfiguration,
        Setting,
        Taking,
        Told,
    )


def workload(manifest: Manifest, told: ServiceConfiguration | None, titles: Titles) -> Branch:
    """A workload with all that is known of it."""
    lines = (
        *rendered(manifest.rendered_from),
        _replicas(manifest),
        *_neighbours("services", manifest.services),
        *_neighbours("budgets", manifest.disruption_budgets),
        *_neighbours("policies", manifest.network_policies),
        Branch(_neighbour(manifest.service_account), "runs as", at(manifest.service_account.place)),
        *(_container(each, titles) for each in manifest.containers),
        *(_taking(each) for each in manifest.uses if each.note or "variable" not in each.how),
        *(settings(told) if told is not None else ()),
        *listed("connects to", (titles.of(each) for each in manifest.dependencies)),
    )
    return Branch(f"{manifest.kind} {manifest.name}", aside=at(manifest.place), style="bold", children=lines)


def settings(found: ServiceConfiguration) -> tuple[Branch, ...]:
    """What configuration says of APIs, databases, the environment and features."""
    environment = () if found.environment.value is None else (
        Branch(found.environment.value, "environment", children=because(found.environment.because)),
    )  # fmt: skip
    return (
        *environment,
        *_settings("API", found.api_url),
        *_settings("database", found.database_url),
        *_settings("feature", found.feature_flags),
    )


def _settings(label: str, found: tuple[Setting, ...]) -> Iterator[Branch]:
    for each in found:
        value = f"= {each.value.value}" if each.value.value is not None else f"({said(each.value)})"
        yield Branch(f"{each.name} {value}", label, at(each.place))


def _replicas(manifest: Manifest) -> Branch:
    if manifest.schedule is not None:
        return Branch(manifest.schedule, "schedule")
    scaled = (f", scaled by {each.kind} {each.name}" for each in manifest.autoscalers)
    last = manifest.replica_count.because[-1:]
    return Branch(
        manifest.replica_count.text + "".join(scaled), "replicas", f"{last[0].path}:{last[0].line}" if last else ""
    )


def _neighbours(label: str, found: tuple[Neighbour, ...]) -> tuple[Branch, ...]:
    return tuple(Branch(_neighbour(each), label, at(each.place)) for each in found)


def _neighbour(each: Neighbour) -> str:
    return f"{each.kind} {each.name}{f': {each.note}' if each.note else ''}"


def _container(found: ContainerEntry, titles: Titles) -> Branch:
    role = "" if found.role == "main" else f" ({found.role})"
    lines = (
        *_image(found, titles),
        Branch(said(found.user), "user", children=because(found.user.because)),
        *listed("resources", _resources(found.resources)),
        *_health(found),
        *listed("ports", found.ports),
        *_environment(found.environment),
    )
    return Branch(f"container {found.name}{role}", aside=at(found.place), style="bold", children=lines)


def _image(found: ContainerEntry, titles: Titles) -> Iterator[Branch]:
    image = found.image
    if image is None:
        return
    built = f", built by {titles.of(image.entity)}" if image.entity.startswith("dockerfile:") else ""
    note = f" ({image.note})" if image.note else ""
    yield Branch(f"{image.reference}{built}{note}", "image")


def _resources(found: Resources) -> Iterator[str]:
    for index, resource in enumerate(("cpu", "memory", "ephemeral storage")):
        least, most = _amount(found.requests, index), _amount(found.limits, index)
        if least is not None and least == most:
            yield f"{resource} {least}"
        elif most is not None:
            yield f"{resource} {least or '0'} to {most}"
        elif least is not None:
            yield f"{resource} {least} (no limit)"
        elif index < 2:
            yield f"{resource} not set"


def _amount(amounts: Amounts, index: int) -> str | None:
    found: Told = amounts[index]
    return found.value


def _health(found: ContainerEntry) -> Iterator[Branch]:
    missing = []
    for kind, check in zip(("liveness", "readiness", "startup"), found.health_checks, strict=True):
        if check is None:
            missing.append(f"no {kind} probe")
        else:
            often = "" if check.period_seconds is None else f", every {check.period_seconds} s"
            yield Branch(f"{check.action}{often}", kind, at(check.place))
    if missing:
        yield Branch(", ".join(missing), "health")


def _environment(variables: tuple[EnvironmentVariable, ...]) -> Iterator[Branch]:
    for (source, origin), group in groupby(sorted(variables, key=_origin), key=_origin):
        names = [each.name if each.key in (None, each.name) else f"{each.name} ← {each.key}" for each in group]
        yield Branch(f"{_SOURCES.get(source, source)}{f' {origin}' if origin else ''}: {', '.join(names)}", "variables")


_SOURCES = {"value": "set here", "cluster": "from the cluster", "image": "from", "ConfigMap": "from ConfigMap",
            "Secret": "from Secret", "unknown": "from an unknown source"}  # fmt: skip


def _origin(variable: EnvironmentVariable) -> tuple[str, str]:
    return variable.source, (variable.origin or "") if variable.source != "cluster" else ""


def _taking(taking: Taking) -> Branch:
    keys = f" {', '.join(taking.keys)}" if taking.keys else ""
    who = f" of container {taking.container}" if taking.container is not None else ""
    note = f" ({taking.note})" if taking.note else ""
    return Branch(f"{taking.kind} {taking.name}{keys}, {taking.how}{who}{note}", "uses", at(taking.place))
