"""External dependencies: what workloads connect to, and how that connection is protected."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.model.base.derived import derived, found_by
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.violation import Resource, Violation

if TYPE_CHECKING:
    from infracheck.model.entities.network import NetworkPolicy, Service
    from infracheck.model.entities.workload import Workload
    from infracheck.model.facts.backups.backup import Backup
    from infracheck.model.facts.dependencies.endpoint import Endpoint
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span


SERVICE = "service"
"""The kind of a dependency of which nothing tells what it speaks."""


class Location(Enum):
    """How far a connection goes."""

    LOCAL = "local"
    IN_CLUSTER = "in cluster"
    PRIVATE = "private"
    EXTERNAL = "external"


class CredentialSource(Enum):
    """Where the password of a connection comes from."""

    INLINE = "inline"
    SECRET = "secret"  # noqa: S105  no password: where one stands
    NONE = "none"


class Dependency:
    """A service that workloads reach by an address in their configuration; one for each place that names it.

    `host` is the first where there are several; of one that stands in a Secret, messages say nothing (`title`).
    `has_inline_credentials` is whether a password stands in the address in the clear, outside a Secret,
    `has_default_login` whether user and password are those that the product ships with, `is_tls_unset` whether the
    address could ask for TLS and leaves it to drivers, none of which verifies by default. `namespace` is where the
    configuration stands. `vendor` is who runs the service, where the host tells.
    """

    __slots__ = (
        "because", "cache", "credentials", "has_default_login", "has_inline_credentials", "host", "is_secret",
        "is_tls_unset", "kind", "location", "model", "name", "namespace", "origin", "port", "resource", "scheme",
        "tls", "vendor", "workloads",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        host: str,
        port: int | None,
        *,
        model: Model,
        name: str,
        namespace: str | None,
        origin: Span,
        resource: Resource,
        tls: Fact[TlsRating],
        location: Location,
        scheme: str = "",
        vendor: str | None = None,
        credentials: Fact[CredentialSource] = Unknown("no setting states how the client authenticates"),  # noqa: B008  immutable
        has_inline_credentials: bool = False,
        has_default_login: bool = False,
        is_secret: bool = False,
        is_tls_unset: bool = False,
        because: tuple[Note, ...] = (),
    ) -> None:
        self.kind = kind
        """The product, such as `Redis` or `PostgreSQL`."""
        self.host = host
        self.port = port
        self.model = model
        self.name = name
        """The variable or the key that names it."""
        self.namespace = namespace
        self.origin = origin
        self.resource = resource
        self.tls = tls
        """How the connection is protected; unknown where neither the address nor a setting tells."""
        self.location = location
        self.scheme = scheme
        self.vendor = vendor
        self.credentials = credentials
        """Where its password comes from; `NONE` where it is known to log in without one."""
        self.has_inline_credentials = has_inline_credentials
        self.has_default_login = has_default_login
        self.is_secret = is_secret
        self.is_tls_unset = is_tls_unset
        self.because = because
        self.cache: dict[Any, Any] | None = None
        self.workloads: tuple[Workload, ...] = ()
        """Everyone known to take it."""

    def __repr__(self) -> str:
        # never the address: it may hold a secret
        return f"<Dependency {self.kind} {self.origin.path}:{self.origin.line}>"

    all_of = found_by("facts.dependencies.find:dependencies_of")

    @property
    def span(self) -> Span:
        """Where one would mend it: the address, or the setting that decides its TLS."""
        return self.origin

    @property
    def title(self) -> str:
        """The dependency as a message names it."""
        return f"{self.kind} behind {self.name}" if self.is_secret else f"{self.kind} at {self.host}"

    is_web: bool = derived("facts.dependencies.kinds:is_web")
    """Whether it is called by HTTP or WebSocket, which tell no product behind them."""

    usual_port: int | None = derived("facts.dependencies.kinds:usual_port_of")
    """The port of the address, or the one that its scheme or its kind means; None where that is not told."""

    @property
    def connection_url(self) -> str:
        """The address put together anew from what may be shown: never user, password, path or parameters."""
        scheme = f"{self.scheme}://" if self.scheme else ""
        if self.is_secret:
            return f"{scheme}***"
        login = "***@" if self.credentials == Known(CredentialSource.INLINE) or self.has_inline_credentials else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}{login}{host}" if self.port is None else f"{scheme}{login}{host}:{self.port}"

    @property
    def ssl_config(self) -> Fact[TlsRating]:
        """How the connection is protected; `tls` under the name of the entity model."""
        return self.tls

    @property
    def backup_policy(self) -> Fact[tuple[Backup, ...]]:
        """The backups of whatever serves it in the cluster; unknown for what stands elsewhere."""
        return self.endpoint.backup_policy

    endpoint: Endpoint = derived("facts.dependencies.endpoint:endpoint_of")
    """The one service that this and other addresses lead to."""

    blocked_by: tuple[NetworkPolicy, ...] = derived("facts.runtime.egress:blocking")
    """The network policies by which workloads that take an address outside the cluster cannot reach it."""

    meant_service: Service | None = derived("facts.dependencies.misspelt:meant_service")
    """The Service of nearly the same name, where its host leads to none of the namespace."""

    is_unserved: bool = derived("facts.runtime.exposure:is_unserved")
    """Whether it is a database at `localhost` for pods of one container each, and nothing beside serves it."""

    @property
    def way(self) -> tuple[Note, ...]:
        """The way to it, for a finding that stands elsewhere: where it is named, and how containers come by that."""
        return (Note(f"{self.name} is set here", self.origin), *self.because)

    @property
    def tls_because(self) -> str:
        """The setting that decides `tls`, in a few words."""
        return self.tls.because[0].message if isinstance(self.tls, Known) and self.tls.because else ""

    @property
    def is_in_mesh(self) -> bool:
        """Whether everyone known to take it is in a service mesh, which encrypts what stays in the cluster."""
        return bool(self.workloads) and all(each.is_in_mesh for each in self.workloads)

    @property
    def is_external(self) -> bool:
        """Whether the connection leaves the cluster for the internet."""
        return self.location is Location.EXTERNAL

    def violation(
        self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """A violation at the origin, with the way from a container to it."""
        return Violation(message, self.origin if at is None else at, self.resource, (*self.because, *related), remedy)
