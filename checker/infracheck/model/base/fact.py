"""What follows from several places: known with its chain, or unknown with the reason."""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar

from infracheck.record import Record, made_often
from infracheck.source.text.span import Span

T = TypeVar("T")


@made_often
class Note(Record):
    """A place, with what it contributes: a link of the chain that a reader sees."""

    message: str
    span: Span


@made_often
class Known(Record, Generic[T]):
    """A value that follows from the files, `because` of these places, the decisive one first."""

    value: T
    because: tuple[Note, ...] = ()


@made_often
class Unknown(Record):
    """A value that the files do not tell, and why; policies stay silent on it."""

    why: str


Fact: TypeAlias = Known[T] | Unknown
