"""What else than a pod names a ConfigMap or a Secret, and so may make it or read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.container import Container
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import Service
from infracheck.model.entities.workload import Workload
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.model.facts.references.use import ObjectUse
    from infracheck.model.graph.model import Model


def is_replaced(model: Model, name: str) -> bool:
    """Whether a kustomization names a variable, and so may put a value in its place."""
    return name in words_of_kustomizations(model)


def is_spoken_of(found: ObjectUse | ConfigMap) -> bool:
    """Whether something else than a pod's reference names it, and so may make it: an operator's resource, a job."""
    if isinstance(found, ConfigMap):
        model, kind, name = found.model, "ConfigMap", found.name
    else:
        model, kind, name = found.pod.workload.model, found.kind, found.name
    spoken: _Spoken = model.derive(_spoken_of)
    if name in (spoken.config_maps if kind == "ConfigMap" else spoken.secrets):
        return True
    # what operators make is called after their resource: shop-app, shop-superuser of a Cluster shop
    parts = name.split("-")
    return any("-".join(parts[:count]) in spoken.owners for count in range(1, len(parts)))


class _Spoken(Record):
    """The names in whatever may make ConfigMaps or Secrets, and the names of operators' resources."""

    config_maps: set[str]
    secrets: set[str]
    owners: set[str]


def _spoken_of(model: Model) -> _Spoken:
    names: set[str] = set(words_of_kustomizations(model))
    for part in model.patches:
        names |= part.texts
    names |= model.derive(_words_of_containers)
    for service in model.all(Service):
        names.update(service.annotations.values())
    spoken = _Spoken(names, names.copy(), set())
    for each in model.all(KubernetesObject):
        if isinstance(each, Workload) or each.node is None:
            continue
        group = each.group
        if "." not in group and each.kind != "Ingress":
            continue
        if group not in _DESCRIBING:
            # whatever names the one or the other says in its text what it names
            text = each.document.source.text[each.node.start : each.node.end]
            if "config" in text or "Config" in text:
                spoken.config_maps.update(each.texts)
            # certificateRefs: of Gateway API, Secrets unless they say otherwise; cert-manager makes them
            if "secret" in text or "Secret" in text or "certificateRefs" in text:
                spoken.secrets.update(each.texts)
        if not group.endswith(_NO_OPERATORS):
            spoken.owners.add(each.name)
    spoken.owners.discard("")
    return spoken


_NO_OPERATORS = (".k8s.io", "monitoring.coreos.com", "argoproj.io", "fluxcd.io", "kyverno.io", "istio.io", "traefik.io")


# what only describes other objects
_DESCRIBING = ("apiextensions.k8s.io", "kustomize.config.k8s.io")


def _words_of_containers(model: Model) -> frozenset[str]:
    """What is said to programs, which may make objects by that name; a host, a login or a database makes none."""
    names: set[str] = set()
    for container in model.all(Container):
        for words in (container.command, container.args):
            names.update(_words_of_command(words))
        for name, value, _ in container.literals:
            if not _names_service(name):
                names.update(_words(value))
    return frozenset(names)


def _words_of_command(words: tuple[str, ...]) -> Iterator[str]:
    """The words of a command, but for the values of options that name a service."""
    option = ""
    for text in words:
        if " " in text or "\n" in text:
            # a script, or a sentence: whatever stands in it
            yield from _words(text)
            option = ""
            continue
        name, equals, value = text.partition("=")
        is_option = name.startswith("-")
        if is_option:
            yield from _words(name)
        told = name if equals else option
        if not (is_option and not equals) and not _names_service(told.lstrip("-")):
            yield from _words(value if is_option else text)
        option = "" if equals or not is_option else name


_SERVICES = ("host", "hostname", "user", "username", "database", "dbname", "hostaddr", "_db")


def _names_service(name: str) -> bool:
    """Whether a variable or an option names a host, a login or a database: `DB_HOST`, `--user`, `POSTGRES_DB`."""
    low = name.lower()
    return low.endswith(_SERVICES) and "secret" not in low


def words_of_kustomizations(model: Model) -> frozenset[str]:
    """The words in the kustomizations of a scan, any of which may name an object."""
    return model.derive(_words_of_kustomizations)


def _words_of_kustomizations(model: Model) -> frozenset[str]:
    return frozenset(word for each in model.kustomizations for word in _words(each.source.text))


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9._-]+", text)
