"""What is to be known of a custom resource from which an operator runs a product."""

from __future__ import annotations

from infracheck.record import Record


class Switch(Record):
    """A field that, with one of these values, leaves the server without TLS; `*` in its path is any item of a list."""

    path: str
    values: tuple[str, ...] = ("false",)


class BackupField(Record):
    """Where a resource says its backup schedule; `enabled` and `keep` stand beside it or at a path of their own."""

    schedule: str
    enabled: str = ""
    keep: str = ""


class Door(Record):
    """Where a resource tells of a Service of its own: at a path, `*` any item of a list; the rest stands below it.

    `type` with one of these values opens it to the outside, but for the `ranges`; `needs` must be true beside it.
    `is_shut` is whether without ranges nobody gets in, `guard` a field by which it asks who comes.
    """

    at: str
    type: str = "type"
    annotations: str = "annotations"
    ranges: str = "loadBalancerSourceRanges"
    values: tuple[str, ...] = ("LoadBalancer", "NodePort")
    needs: str = ""
    is_shut: bool = False
    guard: str = ""


class Operator(Record):
    """A kind of custom resource; `services` are the names of its Services, `{}` for its own.

    `listeners` is where the resource lists its ports, each with a TLS of its own.
    """

    group: str
    kind: str
    services: tuple[str, ...]
    plain: tuple[Switch, ...] = ()
    backups: tuple[BackupField, ...] = ()
    doors: tuple[Door, ...] = ()
    listeners: str = ""


def service_template(at: str) -> Door:
    """A whole Service as a template."""
    return Door(at, "spec/type", "metadata/annotations", "spec/loadBalancerSourceRanges")
