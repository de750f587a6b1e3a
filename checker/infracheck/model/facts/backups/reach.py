"""What a job that dumps or copies reaches: the hosts that its commands name, the volumes that it copies from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.dump_tools import ANY_FILES
from infracheck.knowledge.products.lookup import DUMP_CLIENTS, DUMP_IMAGES, DUMPS
from infracheck.knowledge.products.services.s3 import S3
from infracheck.model.entities.dependency import Location
from infracheck.model.entities.network import Service
from infracheck.model.facts.backups.backup import Scope
from infracheck.model.facts.backups.dumps import dumped_by, words_of
from infracheck.model.facts.dependencies.address import host_and_port
from infracheck.model.facts.dependencies.dsn import parse_dsn
from infracheck.model.facts.dependencies.host import followed, location_of
from infracheck.model.facts.dependencies.operated import database_behind
from infracheck.model.facts.dependencies.url import parse_url
from infracheck.model.facts.runtime.exposure import workloads_behind
from infracheck.source.shell.reader import parse_shell

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container
    from infracheck.model.entities.kubernetes import KubernetesObject
    from infracheck.model.entities.workload import Pod
    from infracheck.model.facts.backups.backup import Backup

Words = list[str]
# where images that dump by themselves are told the host
_OF_IMAGES = ("POSTGRES_HOST", "PGHOST", "MYSQL_HOST", "DB_SERVER", "DB_HOST", "MONGODB_HOST", "MONGO_HOST")
_COPIES = ("sync", "copy", "move")
# strings, compiled when the first backup is met
_DUMP = (
    r"(?<![\w./-])(?:"
    + "|".join(sorted((t for t, of in DUMPS.items() if of != ANY_FILES), reverse=True))
    + r")(?![\w.-])"
)
_VARIABLE = r"\$(?:\((\w+)\)|\{(\w+)\}|(\w+))"


def hosts_of(pod: Pod) -> frozenset[str] | None:
    """The hosts that the dumps of a pod read, where each of them names its own; None where one does not."""
    found: set[str] = set()
    for container in pod.containers:
        if all(each == ANY_FILES for each in dumped_by(container)):
            continue
        hosts = list(_hosts(container))
        if not hosts or None in hosts:
            return None
        found.update(host.lower() for host in hosts if host is not None)
    return frozenset(found)


def _hosts(container: Container) -> Iterator[str | None]:
    """The host of each dump in a container; None for one that is not told."""
    if _dumps_by_itself(container):
        variable = next((v for name in _OF_IMAGES if (v := container.environment.known.get(name)) is not None), None)
        place = host_and_port((variable.text or "").partition(",")[0]) if variable is not None else None
        yield place[0] if place is not None else None
    known = 0
    for words in commands_of(container):
        name = words[0].rpartition("/")[2]
        if name in DUMP_CLIENTS:
            known += 1
            yield _host_in(words[1:], DUMP_CLIENTS[name].host_variable, container)
    if len(re.findall(_DUMP, words_of(container))) > known:
        # a tool that takes no host, or one that something else calls
        yield None


def _dumps_by_itself(container: Container) -> bool:
    image = container.image
    return image is not None and DUMP_IMAGES.get(image.repository.rpartition("/")[2].lower(), ANY_FILES) != ANY_FILES


def _host_in(words: Words, variable: str, container: Container) -> str | None:
    """The host that the arguments of a client name, by an option or in an address, else by its variable."""
    words = [
        re.sub(_VARIABLE, lambda match: _value(match[1] or match[2] or match[3], container), word) for word in words
    ]
    for index, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in ("-h", "--host"):
            following = words[index + 1] if index + 1 < len(words) else ""
            return _place(value if equals else following)
        if word.startswith("-h") and len(word) > 2:
            return _place(word[2:])
        if "://" in word or "host=" in word:
            return _place(value if word.startswith("-") else word)
    if any(word.startswith("$") or "=$" in word for word in words):
        # an address, maybe
        return None
    return _place(_value(variable, container)) if variable else None


def _place(text: str) -> str | None:
    """The host in a host or an address; None where it is not told, and for a socket."""
    text = text.strip("'\"")
    address = (parse_url(text) if "://" in text else None) or parse_dsn(text)
    if address is not None:
        return address.host
    # mongodump: `set/host,host`
    place = host_and_port(text.rpartition("/")[2].partition(",")[0]) if not text.startswith("/") else None
    return place[0] if place is not None else None


def _value(name: str, container: Container) -> str:
    variable = container.environment.known.get(name)
    # what is not known is no host
    return (variable.text if variable is not None else None) or "$"


def commands_of(container: Container) -> Iterator[Words]:
    """The commands that a container runs, those of scripts among them, each as its words."""
    words = [*container.command, *container.args]
    scripts = [word for word in words if "\n" in word or " " in word.strip()]
    if words and not scripts:
        yield words
    for script in scripts:
        for command in parse_shell(script):
            texts = [each.text for each in command.words]
            if texts:
                yield texts


def copied_by(pod: Pod, namespaces: frozenset[str]) -> Scope | None:
    """What the copies of a pod read: buckets, or the claims that it mounts; None where that is not told.

    A copy of a bucket into another is a backup of an object store, of nothing else that keeps its data in the cluster.
    """
    sources = [source for container in pod.containers for source in _sources(container)]
    if not sources or None in sources:
        return None
    if all(_is_remote(source) for source in sources if source is not None):
        return Scope(namespaces, products=frozenset((S3.name,)))
    kept = [each for each in pod.volumes if not set(each.source_types) <= _PASSING]
    # beside claims there may be folders of the node and shares, of which nobody knows what they hold
    claims = frozenset(each.claim_name for each in kept if each.claim_name)
    return Scope(namespaces, claims=claims) if all(each.claim_name for each in kept) else None


_PASSING = frozenset(("emptyDir", "configMap", "secret", "projected", "downwardAPI"))


def _sources(container: Container) -> Iterator[str | None]:
    """What each rclone reads from; None for what is not told, and for other tools that copy files."""
    found = list(dumped_by(container))
    if ANY_FILES not in found:
        return
    image = container.image
    is_image = image is not None and image.repository.rpartition("/")[2].lower() == "rclone"
    told = False
    for words in commands_of(container):
        name = words[0].rpartition("/")[2]
        rest = words if is_image and name in _COPIES else words[1:] if name == "rclone" else []
        plain = [word for word in rest if not word.startswith("-")]
        if plain and plain[0] in _COPIES:
            told = True
            # more words are values of options, and which is the source is not told
            source = plain[1] if len(plain) == 3 else "$"
            yield None if "$" in source else source
    if not told:
        yield None


def leads_to(backup: Backup, owner: KubernetesObject) -> bool | None:
    """Whether a host that a dump names is a workload's or an operator's database; None where that is not told."""
    told = {_is_host_of(owner, host, backup.resource.namespace) for host in backup.scope.hosts or ()}
    return True if True in told else None if None in told else False


def _is_host_of(owner: KubernetesObject, host: str, namespace: str | None) -> bool | None:
    name, namespace = followed(owner.model, host, namespace)
    location = location_of(owner.model, name, namespace)
    if location is Location.LOCAL or ":" in name or name.replace(".", "").isdigit():
        return None
    for service, place in _services_in(name, namespace or "default"):
        told = _is_service_of(owner, service, place)
        if told is not None:
            return told
    return None if location is Location.IN_CLUSTER else False


def _services_in(host: str, namespace: str) -> Iterator[tuple[str, str]]:
    """The Services that a host may mean: `service.namespace`, or a pod of a headless one before it."""
    labels = host.removesuffix(".cluster.local").removesuffix(".svc").split(".")
    if len(labels) < 3:
        yield labels[0], labels[1] if len(labels) == 2 else namespace
    if len(labels) in (2, 3):
        yield labels[1], labels[2] if len(labels) == 3 else namespace


def _is_service_of(owner: KubernetesObject, name: str, namespace: str) -> bool | None:
    database = database_behind(owner.model, f"{name}.{namespace}")
    if database is not None:
        told = database.kind, database.name, database.namespace
        return told == (owner.kind, owner.name, owner.namespace)
    service = owner.model.find("Service", namespace, name)
    if not isinstance(service, Service) or not service.selector:
        return None
    return any(each is owner for each in workloads_behind(service))


def _is_remote(source: str) -> bool:
    # rclone, "Syntax of remote paths": `remote:path`, `:backend:path`; a folder starts with a slash or a dot
    return ":" in source and not source.startswith(("/", "."))
