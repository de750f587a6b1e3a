"""The dependencies of a model: from containers' variables, then from configuration that none of them takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from infracheck.model.configuration import ConfigMap
from infracheck.model.container import Container
from infracheck.model.dependency import Dependency, Location, TlsRating
from infracheck.model.dependency_dsn import parse_dsn
from infracheck.model.dependency_group import groups_in
from infracheck.model.dependency_host import enforces_tls, location_of
from infracheck.model.dependency_tls import OPPORTUNISTIC, UNTOLD, UNVERIFIED, Rated
from infracheck.model.dependency_url import Endpoint, host_and_port, parse_url
from infracheck.model.fact import Fact, Known, Note, Unknown
from infracheck.model.image import Dockerfile
from infracheck.model.manifest import Workload
from infracheck.model.network import Service
from infracheck.model.secret import Secret
from infracheck.model.variable import Variable, of_argument, of_config_map, of_image, of_secret, of_setting

if TYPE_CHECKING:
    from infracheck.model.model import Model
    from infracheck.source.span import Span

Key = tuple[str, int, int, str, str, int | None]


def dependencies_of(model: Model) -> list[Dependency]:
    """One dependency for each place and endpoint, however many containers share it."""
    finder = _Finder(model)
    for workload in model.all(Workload):
        for container in workload.containers:
            finder.take(container.variables, workload.namespace, workload)
            finder.take_arguments(container, workload)
    for config_map in model.all(ConfigMap):
        finder.take(tuple(of_config_map(config_map)), config_map.namespace)
        finder.take_lines(config_map)
    for secret in model.all(Secret):
        finder.take(tuple(of_secret(secret)), secret.namespace)
    for image in model.all(Dockerfile):
        finder.take(tuple(of_image(each, image.resource) for each in image.env.values()), None)
    for service in model.all(Service):
        finder.take_service(service)
    return finder.finish()


class _Finder:
    __slots__ = ("found", "model", "mounts", "parsed", "workloads")

    def __init__(self, model: Model) -> None:
        self.model = model
        self.found: dict[Key, Dependency] = {}
        self.parsed: dict[str, Endpoint | None] = {}
        self.workloads: dict[Key, list[Workload]] = {}
        self.mounts: dict[tuple[str, str | None], list[Workload]] | None = None

    def take(self, variables: Iterable[Variable], namespace: str | None, workload: Workload | None = None) -> None:
        """Look for addresses in single variables, then in those that belong together."""
        by_name: dict[str, Variable] = {}
        for variable in variables:
            by_name[variable.name] = variable
            shape = variable.shape
            if "://" not in shape and "=" not in shape and "@tcp(" not in shape:
                continue
            endpoint = self._parse(shape)
            if endpoint is not None and not (endpoint.kind in _WEB and is_own_address(variable.name)):
                self._add(endpoint, variable, variable, namespace, workload)
        for group in groups_in(by_name):
            self._add(group.endpoint, group.decisive, group.host, namespace, workload)

    def take_arguments(self, container: Container, workload: Workload) -> None:
        """Look for addresses among the arguments; web addresses are too often no more than names there."""
        for field, words in ((Container.command, container.command), (Container.args, container.args)):
            for index, word in enumerate(words):
                if "://" not in word:
                    continue
                name, _, value = word.partition("=") if word.startswith("-") else ("an argument", "", word)
                endpoint = self._parse(value)
                if endpoint is not None and endpoint.kind not in _WEB:
                    place = container.place(field, index)
                    variable = of_argument(name, value, workload.resource, place, container)
                    self._add(endpoint, variable, variable, workload.namespace, workload)

    def take_lines(self, config_map: ConfigMap) -> None:
        """Look for addresses in the lines of files; web addresses are too often no more than names there."""
        for setting in config_map.settings:
            if "://" in setting.value or "@tcp(" in setting.value:
                endpoint = self._parse(setting.value)
                if endpoint is not None and endpoint.kind not in _WEB:
                    variable = of_setting(setting, config_map.resource)
                    for workload in self._mounting(config_map) or (None,):
                        self._add(endpoint, variable, variable, config_map.namespace, workload)

    def _mounting(self, config_map: ConfigMap) -> list[Workload]:
        """The workloads that take a ConfigMap as files."""
        if self.mounts is None:
            self.mounts = {}
            for workload in self.model.all(Workload):
                for name in {v.config_map.name for v in workload.pod.volumes if v.config_map is not None}:
                    self.mounts.setdefault((workload.namespace or "default", name), []).append(workload)
        return self.mounts.get((config_map.namespace or "default", config_map.name), [])

    def take_service(self, service: Service) -> None:
        """A Service that is a name for something outside is a dependency that no address need name."""
        name = service.external_name or ""
        place = host_and_port(name) if service.type == "ExternalName" else None
        if place is not None and location_of(self.model, name, service.namespace) is not Location.IN_CLUSTER:
            variable = Variable(
                service.name, Known(name), service.resource, lambda: service.place(Service.external_name), tuple
            )
            self._add(Endpoint("service", *place, False, UNTOLD), variable, variable, service.namespace, None)

    def _parse(self, text: str) -> Endpoint | None:
        if text in self.parsed:
            return self.parsed[text]
        endpoint = parse_url(text) if "://" in text or text.startswith("jdbc:") else None
        if endpoint is None:
            endpoint = parse_dsn(text)
        self.parsed[text] = endpoint
        return endpoint

    def _add(
        self, endpoint: Endpoint, decisive: Variable, named: Variable, namespace: str | None, workload: Workload | None
    ) -> None:
        origin = decisive.origin
        key = (origin.path, origin.start, origin.end, endpoint.kind, endpoint.host, endpoint.port)
        if key not in self.found:
            self.found[key] = self._make(endpoint, decisive, named, namespace, origin)
            self.workloads[key] = []
        users = self.workloads[key]
        if workload is not None and (not users or users[-1] is not workload):
            users.append(workload)

    def _make(
        self, endpoint: Endpoint, decisive: Variable, named: Variable, namespace: str | None, origin: Span
    ) -> Dependency:
        is_secret = decisive.is_secret or named.is_secret
        because = decisive.because
        if named is not decisive:
            because = (*because, Note(f"{named.name} names the host", named.origin))
        return Dependency(
            endpoint.kind,
            endpoint.host,
            endpoint.port,
            name=named.name,
            origin=origin,
            resource=decisive.resource,
            tls=_fact(endpoint.host, endpoint.tls, origin),
            location=location_of(self.model, endpoint.host, namespace),
            has_inline_credentials=endpoint.has_password and not is_secret,
            is_secret=is_secret,
            is_tls_unset=endpoint.tls.is_unset,
            because=because,
        )

    def finish(self) -> list[Dependency]:
        """The dependencies, each with the workloads that take it."""
        for key, dependency in self.found.items():
            dependency.workloads = tuple(self.workloads[key])
        return list(self.found.values())


def _fact(host: str, tls: Rated, origin: Span) -> Fact[TlsRating]:
    if tls.rating is None:
        return Unknown(tls.why)
    if tls.rating is OPPORTUNISTIC and enforces_tls(host):
        return Known(UNVERIFIED, (Note(tls.why, origin),))
    return Known(tls.rating, (Note(tls.why, origin),))


_WEB = ("HTTP", "WebSocket")
_OWN = (
    "ORIGIN", "REDIRECT", "CALLBACK", "PUBLIC", "EXTERNAL_URL", "ROOT_URL", "SITE_URL", "FRONTEND", "XMLNS", "REFERER",
    "ALLOWED_HOSTS", "CORS", "DOWNLOAD", "_PROXY", "DOC_URL", "DOCS_URL", "HOMEPAGE", "REPO_URL", "MIRROR",
)  # fmt: skip
_OWN_WHOLE = frozenset(
    ("BASE_URL", "URL", "APP_URL", "SERVER_URL", "HOST_URL", "WEB_URL", "HTTP_PROXY", "SITE", "DOMAIN")
)


def is_own_address(name: str) -> bool:
    """Whether a variable's name says that the address is the application's own, or no service that it calls."""
    upper = name.upper()
    return upper in _OWN_WHOLE or any(word in upper for word in _OWN)
