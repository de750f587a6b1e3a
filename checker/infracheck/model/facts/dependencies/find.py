"""The dependencies of a model: from containers' variables, then from configuration that none of them takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from infracheck.knowledge.products.lookup import WEB
from infracheck.knowledge.products.own_addresses import is_own_address as is_own_address
from infracheck.knowledge.products.records.product import OPPORTUNISTIC, UNVERIFIED
from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.knowledge.products.vendors import enforces_tls, vendor_of
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.container import Container
from infracheck.model.entities.dependency import SERVICE, CredentialSource, Dependency, Location
from infracheck.model.entities.network import Service
from infracheck.model.entities.secret import AnySecret, Secret
from infracheck.model.entities.variable import Variable, of_config_map, of_image, of_secret
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.config_files.filled import Filling, OfWorkloads
from infracheck.model.facts.dependencies.address import Address, host_and_port
from infracheck.model.facts.dependencies.dsn import parse_dsn
from infracheck.model.facts.dependencies.files import in_files
from infracheck.model.facts.dependencies.group import groups_in, refined
from infracheck.model.facts.dependencies.host import followed, location_of
from infracheck.model.facts.dependencies.login import credentials_by, credentials_of, runtime_of
from infracheck.model.facts.dependencies.operated import databases_of
from infracheck.model.facts.dependencies.plain_hosts import (
    Scene,
    grouped,
    leads_into_cluster,
    may_be_plain,
    plain_host,
    plain_hosts_in,
)
from infracheck.model.facts.dependencies.templates import templated
from infracheck.model.facts.dependencies.tls import UNTOLD, Rated
from infracheck.model.facts.dependencies.url import as_told_by, parse_url
from infracheck.model.image.dockerfile import Dockerfile

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span

Key = tuple[str, int, int, str, str, int | None]


def dependencies_of(model: Model) -> list[Dependency]:
    """One dependency for each place and endpoint, however many containers share it."""
    finder = _Finder(model)
    model.gather(model.all(Workload), finder.take_workload)
    model.gather(model.all(ConfigMap), finder.take_config_map)
    model.gather(model.all(Secret), lambda each: finder.take(tuple(of_secret(each)), each.namespace))
    external = (each for each in model.all(AnySecret) if each.kind == "ExternalSecret")
    model.gather(external, finder.take_template)
    model.gather(model.all(Dockerfile), finder.take_image)
    model.gather(model.all(Service), finder.take_service)
    return [*finder.finish(), *databases_of(model)]


_MOST_TIES = 50_000
"""The most pairs of an address in a ConfigMap's files and a workload that takes it."""
_LISTS = ('["', "['")
_HINTS = ("://", "HOST", "ADDR", "BROKER", "SERVER", "ENDPOINT", "URL", "URI", "DSN", "CONN")


def _may_name_addresses(image: Dockerfile) -> bool:
    """Whether an ENV, or an ARG that one may take, reads like an address: to expand all of them takes longer."""
    for found in image.instructions:
        if found.name in ("ENV", "ARG"):
            text = found.text.upper()
            if any(hint in text for hint in _HINTS):
                return True
    return False


def _positional(container: Container) -> Iterator[Variable]:
    """The arguments that no option names, those that options may take among them."""
    for field, words in ((Container.command, container.command), (Container.args, container.args)):
        for index, word in enumerate(words):
            if ":" in word and not word.startswith("-"):
                yield container.environment.argument("an argument", word, partial(container.place, field, index))


class _Finder:
    __slots__ = ("found", "model", "mounts", "parsed", "workloads")

    def __init__(self, model: Model) -> None:
        self.model = model
        self.found: dict[Key, Dependency] = {}
        self.parsed: dict[tuple[str, str], Address | None] = {}
        self.workloads: dict[Key, list[Workload]] = {}
        self.mounts: dict[tuple[str, str | None], list[Workload]] | None = None

    def take(
        self,
        variables: Iterable[Variable],
        namespace: str | None,
        workload: Workload | None = None,
        container: Container | None = None,
    ) -> None:
        """Look for addresses in single variables, then in those that belong together."""
        by_name = {each.name: each for each in variables}
        filling = Filling(self.model, namespace, by_name.get)
        for name in [each.name for each in by_name.values() if "${" in each.shape]:
            by_name[name] = filling.variable(by_name[name])
        for variable in by_name.values():
            shape = variable.shape
            if "://" in shape or "=" in shape or "@tcp(" in shape:
                self._take_one(variable, by_name, namespace, workload, container)
        for group in groups_in(by_name):
            source = credentials_by(group.password)
            self._add(group.endpoint, group.decisive, group.host, namespace, workload, source)
        for group in plain_hosts_in(by_name, Scene(self.model, namespace, workload)):
            source = credentials_by(group.password)
            self._add(group.endpoint, group.decisive, group.host, namespace, workload, source)

    def take_workload(self, workload: Workload) -> None:
        """Look for addresses in the variables and the arguments of its containers."""
        for container in workload.containers:
            self.take(container.variables, workload.namespace, workload, container)
            self.take_arguments(container, workload)

    def take_config_map(self, config_map: ConfigMap) -> None:
        """Look for addresses in its values and in its files."""
        # a key that is a file is no variable, though it have one line
        values = {each.name for each in config_map.settings if not each.file}
        self.take((each for each in of_config_map(config_map) if each.name in values), config_map.namespace)
        self.take_files(config_map)

    def take_image(self, image: Dockerfile) -> None:
        """Look for addresses in the variables that it sets."""
        if _may_name_addresses(image):
            self.take(tuple(of_image(each, image.resource) for each in image.env.values()), None)

    def _take_one(
        self,
        variable: Variable,
        by_name: dict[str, Variable],
        namespace: str | None,
        workload: Workload | None,
        container: Container | None,
    ) -> None:
        runtime = "" if container is None or "://" not in variable.shape else runtime_of(container)
        address = self._parse(variable.shape, runtime)
        if address is None:
            return
        address = as_told_by(variable.name, address)
        if address.kind in WEB and is_own_address(variable.name) and not address.has_password:
            return
        decisive = variable
        told = refined(address, variable.name, by_name)
        if told is not None:
            address = address._replace(tls=told[0])
            decisive = told[1] if told[1] is not None and told[0].rating is not None else variable
        self._add(
            address, decisive, variable, namespace, workload, credentials_of(address, variable, by_name, variable.name)
        )

    def take_arguments(self, container: Container, workload: Workload) -> None:
        """Look for addresses among the arguments; web addresses out of the cluster are names, but for a password."""
        words = (*container.command, *container.args)
        if not any(":" in word or ".svc" in word for word in words):
            return
        scene = Scene(self.model, workload.namespace, workload)
        for variable in (*container.arguments, *_positional(container)):
            address = self._parse(variable.shape, "") if "://" in variable.shape else None
            if address is None:
                self._take_plain(variable, scene)
            elif address.kind not in WEB or address.has_password or leads_into_cluster(address, variable.name, scene):
                source = credentials_of(address, variable, {}, "")
                self._add(address, variable, variable, workload.namespace, workload, source)

    def _take_plain(self, variable: Variable, scene: Scene) -> None:
        found = plain_host(variable.name, variable, {}, scene) if may_be_plain(variable.shape) else None
        if found is not None:
            group = grouped(found, variable, {})
            source = credentials_by(None)
            self._add(group.endpoint, group.decisive, group.host, scene.namespace, scene.workload, source)

    def take_files(self, config_map: ConfigMap) -> None:
        """Look for addresses in the files of a ConfigMap."""
        takers = OfWorkloads(lambda: self._mounting(config_map, 1))
        filling = Filling(self.model, config_map.namespace, takers.get)
        found = in_files(config_map, lambda text: self._parse(filling.text(text), ""), filling)
        for workload in (self._mounting(config_map, len(found)) or (None,)) if found else ():
            for each in found:
                self._add(each.address, each.decisive, each.named, config_map.namespace, workload, each.credentials)

    def take_template(self, secret: AnySecret) -> None:
        """Look for addresses in what a template puts together."""
        for variables, workload in templated(secret):
            self.take(variables, secret.namespace, workload)

    def _mounting(self, config_map: ConfigMap, addresses: int) -> list[Workload]:
        """The workloads that take a ConfigMap as files, as far as they are tied to so many addresses."""
        if self.mounts is None:
            self.mounts = {}
            for workload in self.model.all(Workload):
                for name in {v.config_map.name for v in workload.pod.volumes if v.config_map is not None}:
                    self.mounts.setdefault((workload.namespace or "default", name), []).append(workload)
        found = self.mounts.get((config_map.namespace or "default", config_map.name), [])
        most = max(1, _MOST_TIES // addresses)
        if len(found) > most:
            said = f"{addresses} addresses in files of one ConfigMap are linked only to the first {most} workloads"
            self.model.limit(f"{said}; {len(found)} take it", config_map.span)
        return found[:most]

    def take_service(self, service: Service) -> None:
        """A Service that is a name for something outside is a dependency that no address need name."""
        name = service.external_name or ""
        place = host_and_port(name) if service.type == "ExternalName" else None
        if place is not None and location_of(self.model, name, service.namespace) is not Location.IN_CLUSTER:
            variable = Variable(
                service.name, Known(name), service.resource, lambda: service.place(Service.external_name), tuple
            )
            source = Unknown("the name of a Service states only a host")
            self._add(Address(SERVICE, *place, False, UNTOLD), variable, variable, service.namespace, None, source)

    def _parse(self, text: str, runtime: str) -> Address | None:
        key = (text, runtime)
        if key not in self.parsed:
            if text.startswith(_LISTS):
                # of several addresses the first, as everywhere
                text = text[2:].partition(text[1])[0]
            address = parse_url(text, runtime) if "://" in text or text.startswith("jdbc:") else None
            self.parsed[key] = parse_dsn(text) if address is None else address
        return self.parsed[key]

    def _add(
        self,
        address: Address,
        decisive: Variable,
        named: Variable,
        namespace: str | None,
        workload: Workload | None,
        credentials: Fact[CredentialSource],
    ) -> None:
        origin = decisive.origin
        key = (origin.path, origin.start, origin.end, address.kind, address.host, address.port)
        if key not in self.found:
            self.found[key] = self._make(address, decisive, named, namespace, origin, credentials)
            self.workloads[key] = []
        elif isinstance(self.found[key].credentials, Unknown):
            self.found[key].credentials = credentials
        users = self.workloads[key]
        if workload is not None and (not users or users[-1] is not workload):
            users.append(workload)

    def _make(
        self,
        address: Address,
        decisive: Variable,
        named: Variable,
        namespace: str | None,
        origin: Span,
        credentials: Fact[CredentialSource],
    ) -> Dependency:
        is_secret = decisive.is_secret or named.is_secret
        because = decisive.because
        if named is not decisive:
            because = (*because, Note(f"{named.name} sets the host", named.origin))
        location = location_of(self.model, address.host, namespace)
        # whoever runs it runs what an ExternalName Service points to
        host = followed(self.model, address.host, namespace)[0] if location is Location.EXTERNAL else address.host
        return Dependency(
            address.kind,
            address.host,
            address.port,
            model=self.model,
            name=named.name,
            namespace=namespace,
            origin=origin,
            resource=decisive.resource,
            tls=_fact(host, address.tls, origin),
            location=location,
            scheme=address.scheme,
            vendor=vendor_of(host) if location is Location.EXTERNAL else None,
            credentials=credentials,
            has_inline_credentials=address.has_password and not is_secret,
            has_default_login=not is_secret and address.has_default_login,
            is_secret=is_secret,
            is_tls_unset=address.tls.is_unset,
            because=because,
        )

    def finish(self) -> Iterator[Dependency]:
        """The dependencies, each with the workloads that take it."""
        for key, dependency in self.found.items():
            dependency.workloads = tuple(self.workloads[key])
            yield dependency


def _fact(host: str, tls: Rated, origin: Span) -> Fact[TlsRating]:
    if tls.rating is None:
        return Unknown(tls.why)
    if tls.rating is OPPORTUNISTIC and enforces_tls(host):
        return Known(UNVERIFIED, (Note(tls.why, origin),))
    return Known(tls.rating, (Note(tls.why, origin),))
