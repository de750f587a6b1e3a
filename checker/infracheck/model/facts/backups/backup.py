"""Backups that run on a schedule: what they cover, how often they run, and how long what they keep is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.derived import found_by
from infracheck.model.base.violation import Resource, Violation
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.model.base.duration import Duration
    from infracheck.model.base.fact import Note
    from infracheck.source.text.span import Span


class Scope(Record):
    """What a backup covers; None leaves that side open.

    `namespaces` by name, `*` for all; `products` are what a dump tool reads, `hosts` where it reads them, in whatever
    namespace that stands; `claims` are the volumes by their claims, `cluster` the operator's resource that it is of
    (then nothing else is covered), `opt_in` an annotation that pods must bear.
    """

    namespaces: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    products: frozenset[str] | None = None
    hosts: frozenset[str] | None = None
    claims: frozenset[str] | None = None
    cluster: tuple[str, str, str] | None = None
    opt_in: str | None = None


class Backup:
    """A schedule by which something is backed up.

    `how` names its kind (`Velero Schedule`), `schedule` is its cron text, `kept` how long a backup is kept where a
    duration says so, `suspended_at` where it is switched off, `lost` the tool of a dump that goes with its pod, and
    where it is written.
    """

    __slots__ = ("how", "kept", "kept_at", "lost", "name", "resource", "schedule", "scope", "span", "suspended_at")

    def __init__(
        self,
        how: str,
        name: str,
        resource: Resource,
        span: Span,
        scope: Scope,
        *,
        schedule: str | None = None,
        suspended_at: Span | None = None,
        kept: Duration | None = None,
        kept_at: Span | None = None,
        lost: tuple[str, Span] | None = None,
    ) -> None:
        self.how = how
        self.name = name
        self.resource = resource
        self.span = span
        self.scope = scope
        self.schedule = schedule
        self.suspended_at = suspended_at
        self.kept = kept
        self.kept_at = kept_at
        self.lost = lost

    def __repr__(self) -> str:
        return f"<Backup {self.how} {self.span.path}:{self.span.line}>"

    all_of = found_by("facts.backups.find:backups_in")

    @property
    def is_suspended(self) -> bool:
        """Whether it is switched off."""
        return self.suspended_at is not None

    @property
    def title(self) -> str:
        """The backup as a message names it."""
        return f"{self.how} {self.name}"

    def violation(
        self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """A violation at the schedule, or at another place of it."""
        return Violation(message, self.span if at is None else at, self.resource, related, remedy)
