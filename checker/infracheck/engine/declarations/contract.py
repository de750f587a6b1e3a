"""What a policy owes the engine: an iterable of violations, each of them whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

from infracheck.errors import MisuseError
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource, Violation
from infracheck.source.text.span import Span

_IS_GENERATOR = 0x20  # of a code object's flags, as the data model of Python documents them


def is_generator(function: Callable[..., Any]) -> bool:
    """Whether a call gives a generator, whatever the function does."""
    return isinstance(function, FunctionType) and bool(function.__code__.co_flags & _IS_GENERATOR)


def checking_result(function: Callable[..., Any]) -> Callable[..., Iterable[Any]]:
    """The function, refusing a result that is no iterable of violations."""

    def call(*given: Any) -> Iterable[Any]:
        found = function(*given)
        if isinstance(found, Violation):
            raise MisuseError("returns one Violation instead of yielding it")
        if not hasattr(found, "__iter__"):
            raise MisuseError(f"returns {_named(found)} instead of yielding violations")
        return found  # type: ignore[no-any-return]

    return call


def check_violation(violation: object) -> None:
    """Raise `MisuseError` for what a policy yields and no report could write."""
    if _is_plain(violation):
        return
    if not isinstance(violation, Violation):
        raise MisuseError(f"yields {_named(violation)} instead of a Violation")
    message, span, resource, related, remedy = violation
    if not isinstance(message, str):
        raise MisuseError(f"the message of a violation is {_named(message)} instead of a str")
    if not message:
        raise MisuseError("the message of a violation is empty")
    _check_span("a violation", span)
    _check_resource(resource)
    if related:
        _check_notes(related)
    if not isinstance(remedy, str):
        raise MisuseError(f"remedy= of a violation is {_named(remedy)} instead of a str")


def _is_plain(violation: object) -> bool:
    """Whether every part is of the very type that it should be, as nearly all are: one look instead of a dozen."""
    if type(violation) is not Violation:
        return False
    message, span, resource, related, remedy = violation
    if not (type(message) is type(remedy) is str and type(span) is Span and type(resource) is Resource) or related:
        return False
    path, line, column, end_line, end_column, start, end = span
    kind, namespace, name = resource
    return (
        type(line) is type(column) is type(end_line) is type(end_column) is type(start) is type(end) is int
        and type(path) is type(kind) is type(name) is str
        and (namespace is None or type(namespace) is str)
        and message != ""
        and path != ""
        and 0 < line <= end_line
        and min(column, end_column) > 0
        and (line < end_line or column <= end_column)
    )


def _check_notes(related: object) -> None:
    if isinstance(related, Note) or not isinstance(related, (tuple, list)):
        raise MisuseError(f"related= of a violation is {_named(related)} instead of a tuple of notes")
    for each in related:
        if not isinstance(each, Note):
            raise MisuseError(f"related= of a violation contains {_named(each)} instead of a Note")
        if not isinstance(each.message, str):
            raise MisuseError(f"the message of a note is {_named(each.message)} instead of a str")
        _check_span("a note", each.span)


def _check_span(whose: str, span: object) -> None:
    if not isinstance(span, Span):
        raise MisuseError(f"the place of {whose} is {_named(span)} instead of a Span")
    path, line, column, end_line, end_column, start, end = span
    # of every violation: spelt out, since a loop takes three times as long
    numbered = type(line) is type(column) is type(end_line) is type(end_column) is type(start) is type(end) is int
    if not isinstance(path, str) or not path or not numbered or not _is_forward(line, column, end_line, end_column):
        raise MisuseError(f"the place of {whose} is a Span that belongs to no file")


def _is_forward(line: int, column: int, end_line: int, end_column: int) -> bool:
    return (
        line > 0 and column > 0 and end_column > 0 and (line < end_line or (line == end_line and column <= end_column))
    )


def _check_resource(resource: object) -> None:
    if not isinstance(resource, Resource):
        raise MisuseError(f"the resource of a violation is {_named(resource)} instead of a Resource")
    kind, namespace, name = resource
    if not isinstance(kind, str) or not isinstance(name, str) or not isinstance(namespace, str | None):
        raise MisuseError("the resource of a violation has a kind, namespace or name that is not a str")


def _named(value: object) -> str:
    """The type of a value, since the value itself may be a secret."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
