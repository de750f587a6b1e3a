"""External dependencies: what workloads connect to, and how that connection is protected."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from infracheck.model.fact import Fact, Known, Note
from infracheck.model.violation import Resource, Violation

if TYPE_CHECKING:
    from infracheck.model.manifest import Workload
    from infracheck.model.model import Model
    from infracheck.source.span import Span


class TlsRating(Enum):
    """How a connection is protected against readers and impostors."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    OPPORTUNISTIC = "opportunistic"
    OFF = "off"


class Location(Enum):
    """How far a connection goes."""

    LOCAL = "local"
    IN_CLUSTER = "in cluster"
    PRIVATE = "private"
    EXTERNAL = "external"


class Dependency:
    """A service that workloads reach by an address in their configuration; one for each place that names it.

    `host` is the first where there are several; of one that stands in a Secret, messages say nothing (`title`).
    `has_inline_credentials` is whether a password stands in the address in the clear, outside a Secret, `is_tls_unset`
    whether the address could ask for TLS and leaves it to drivers, none of which verifies by default.
    """

    __slots__ = (
        "because", "has_inline_credentials", "host", "is_secret", "is_tls_unset", "kind", "location", "name", "origin",
        "port", "resource", "tls", "workloads",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        host: str,
        port: int | None,
        *,
        name: str,
        origin: Span,
        resource: Resource,
        tls: Fact[TlsRating],
        location: Location,
        has_inline_credentials: bool = False,
        is_secret: bool = False,
        is_tls_unset: bool = False,
        because: tuple[Note, ...] = (),
    ) -> None:
        self.kind = kind
        self.host = host
        self.port = port
        self.name = name
        self.origin = origin
        self.resource = resource
        self.tls = tls
        self.location = location
        self.has_inline_credentials = has_inline_credentials
        self.is_secret = is_secret
        self.is_tls_unset = is_tls_unset
        self.because = because
        self.workloads: tuple[Workload, ...] = ()

    def __repr__(self) -> str:
        # never the address: it may hold a secret
        return f"<Dependency {self.kind} {self.origin.path}:{self.origin.line}>"

    @classmethod
    def all_of(cls, model: Model) -> list[Dependency]:
        """Every dependency that the model's configuration tells of."""
        from infracheck.model.dependency_find import dependencies_of  # late: only for those who ask

        return dependencies_of(model)

    @property
    def span(self) -> Span:
        """Where one would mend it: the address, or the setting that decides its TLS."""
        return self.origin

    @property
    def title(self) -> str:
        """The dependency as a message names it."""
        return f"{self.kind} behind {self.name}" if self.is_secret else f"{self.kind} at {self.host}"

    @property
    def tls_because(self) -> str:
        """The setting that decides `tls`, in a few words."""
        return self.tls.because[0].message if isinstance(self.tls, Known) and self.tls.because else ""

    @property
    def is_in_mesh(self) -> bool:
        """Whether everyone known to take it is in a service mesh, which encrypts what stays in the cluster."""
        from infracheck.model.link import is_in_mesh

        return bool(self.workloads) and all(is_in_mesh(each) for each in self.workloads)

    @property
    def is_external(self) -> bool:
        """Whether the connection leaves the cluster for the internet."""
        return self.location is Location.EXTERNAL

    def violation(self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = ()) -> Violation:
        """A violation at the origin, with the way from a container to it."""
        return Violation(message, self.origin if at is None else at, self.resource, (*self.because, *related))
