"""A fault of infracheck itself or of a policy: data with a place, so that one input's crash ends no scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from infracheck.record import Record
from infracheck.source.text.span import Span

S = TypeVar("S")
T = TypeVar("T")

NOWHERE = Span("", 1, 1, 1, 1)
_MOST_STEPS = 20


class Fault(Record):
    """Something that crashed; the rest of the scan went on.

    `policy_id` is empty where infracheck itself crashed; `stage` is what it was doing then. `error` is the type of the
    exception, never its text, which may hold a value of the input; `trace` holds the places in the code.
    """

    policy_id: str
    span: Span
    error: str
    trace: str = ""
    stage: str = "judging"


def place_of(subject: Any) -> Span:
    """Where an entity or a document stands; nowhere for what has no place."""
    span = getattr(subject, "span", None)
    return span if isinstance(span, Span) else NOWHERE


def guarded(
    work: Callable[[S], Iterable[T] | None], subject: S, stage: str, place: Callable[[S], Span] = place_of
) -> Iterator[T | Fault]:
    """What some work yields for a subject; where it crashes, a fault at the place of the subject ends it."""
    try:
        yield from work(subject) or ()
    except Exception as error:  # noqa: BLE001  what crashes on one input is a fault of ours, and the others go on
        yield Fault("", place(subject), type(error).__name__, trace_of(error), stage)


def trace_of(error: BaseException) -> str:
    """Where it crashed, the innermost place last, without a value: an exception's text may hold a secret."""
    steps, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return "\n".join(steps[-_MOST_STEPS:])
