"""External dependencies for the inventory: each service once, with every address that leads to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.secret import AnySecret
from infracheck.report.inventory import shown
from infracheck.report.inventory.entities import Address, ExternalDependency, Told

if TYPE_CHECKING:
    from infracheck.knowledge.products.records.tls_rating import TlsRating
    from infracheck.model.entities.dependency import CredentialSource, Dependency
    from infracheck.model.facts.backups.backup import Backup
    from infracheck.model.facts.dependencies.endpoint import Endpoint
    from infracheck.report.inventory.ids import Ids
    from infracheck.report.inventory.listed import Lists

_BESIDE = "in a variable, unencrypted"
_CREDENTIALS = {"inline": "in the address, unencrypted", "secret": "from a Secret", "none": "none"}
_WORST_FIRST = (_CREDENTIALS["inline"], _BESIDE, _CREDENTIALS["secret"], _CREDENTIALS["none"])


def id_of(endpoint: Endpoint) -> str:
    """The id of a dependency: by its host, or where only a Secret tells it by that Secret."""
    kind = shown.name(endpoint.kind)
    first = endpoint.dependencies[0]
    if endpoint.is_secret:
        kept_in = first.resource
        owner = "/".join(shown.name(part) or "-" for part in (kept_in.namespace, kept_in.kind, kept_in.name))
        return f"dependency:{kind}/{owner}/{shown.name(first.name)}"
    port = "" if endpoint.port is None else f":{endpoint.port}"
    return f"dependency:{kind}/{shown.name(endpoint.host)}{port}"


def dependency_of(endpoint: Endpoint, found: str, ids: Ids, lists: Lists) -> ExternalDependency:
    """A dependency with its addresses."""
    first = next((each for each in endpoint.dependencies if not each.is_secret), endpoint.dependencies[0])
    return ExternalDependency(
        id=found,
        kind=shown.name(endpoint.kind),
        title=shown.phrase(endpoint.title),
        connection_url=shown.phrase(first.connection_url),
        host=None if endpoint.is_secret else shown.name(endpoint.host),
        port=None if endpoint.is_secret else endpoint.port,
        location=endpoint.location.value,
        vendor=None if endpoint.vendor is None else shown.name(endpoint.vendor),
        ssl_config=_rating(endpoint.tls),
        credentials=_worst_credentials(endpoint.dependencies),
        backup_policy=_backups(endpoint.backup_policy),
        addresses=tuple(_address(each, found, ids, lists) for each in endpoint.dependencies),
        used_by=lists.first("users of dependencies", found, _users(endpoint.dependencies, ids)),
    )


def _address(each: Dependency, owner: str, ids: Ids, lists: Lists) -> Address:
    return Address(
        name=shown.name(each.name),
        connection_url=shown.phrase(each.connection_url),
        ssl_config=_rating(each.tls),
        credentials=_credentials(each),
        defined_in=_defined_in(each, ids),
        used_by=lists.first("users of addresses", owner, _users((each,), ids)),
        place=shown.place(each.origin),
        because=shown.steps(each.because),
    )


def _defined_in(each: Dependency, ids: Ids) -> str | None:
    """The ConfigMap or the Secret in which an address stands."""
    found = each.model.find(each.resource.kind, each.resource.namespace, each.resource.name)
    return ids.of(found) if isinstance(found, (ConfigMap, AnySecret)) else None


def _users(addresses: Iterable[Dependency], ids: Ids) -> tuple[str, ...]:
    found = (ids.of(workload) for each in addresses for workload in each.workloads)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _rating(fact: Fact[TlsRating]) -> Told:
    told = shown.told(fact, lambda rating: rating.value)
    return told._replace(reason=told.because[0].message) if told.value is not None and told.because else told


def _credentials(each: Dependency) -> Told:
    def say(source: CredentialSource) -> str:
        if source.value == "inline" and not each.has_inline_credentials:
            return _BESIDE
        return _CREDENTIALS.get(source.value, shown.phrase(source.value))

    return shown.told(each.credentials, say)


def _worst_credentials(addresses: Iterable[Dependency]) -> Told:
    """How one logs in, the address in the clear first: that is the one to mend."""
    found = [_credentials(each) for each in addresses]
    known = [each for each in found if each.value in _WORST_FIRST]
    return min(known, key=lambda each: _WORST_FIRST.index(each.value or "")) if known else found[0]


def _backups(fact: Fact[tuple[Backup, ...]]) -> Told:
    def say(backups: tuple[Backup, ...]) -> str | None:
        return "; ".join(dict.fromkeys(_backup(each) for each in backups)) or None

    told = shown.told(fact, say, "no scanned backup covers it")
    found = fact.value if isinstance(fact, Known) else ()
    return told._replace(because=(*told.because, *shown.steps(Note(each.title, each.span) for each in found)))


def _backup(each: Backup) -> str:
    when = "" if each.schedule is None else f" at {shown.schedule(each.schedule)}"
    kept = "" if each.kept is None else f", kept {each.kept}"
    return f"{shown.phrase(each.title)}{when}{kept}{', suspended' if each.is_suspended else ''}"
