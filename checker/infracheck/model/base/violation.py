"""What a policy can say: a message about a place."""

from __future__ import annotations

from infracheck.model.base.fact import Note
from infracheck.record import Record, made_often
from infracheck.source.text.span import Span


class Resource(Record):
    """The object that a finding is about; for a Dockerfile the kind is `Dockerfile` and the name its path."""

    kind: str
    namespace: str | None
    name: str


@made_often
class Violation(Record):
    """A fact found that a policy forbids: yielded by policies, made into a `Finding` by the engine."""

    message: str
    span: Span
    resource: Resource
    related: tuple[Note, ...] = ()
    remedy: str = ""
