"""What follows from the kind of a dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.products.lookup import WEB, usual_port

if TYPE_CHECKING:
    from infracheck.model.entities.dependency import Dependency


def is_web(dependency: Dependency) -> bool:
    """Whether a dependency is called by HTTP or WebSocket."""
    return dependency.kind in WEB


def usual_port_of(dependency: Dependency) -> int | None:
    """The port of an address, or the one that its scheme or its kind means; None where that is not told."""
    return usual_port(dependency.kind, dependency.scheme) if dependency.port is None else dependency.port
