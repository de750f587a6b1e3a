"""The parameters of a policy's function: the subject that it judges, and its options."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any

from infracheck.engine.declarations.complaint import code_of, refused
from infracheck.engine.declarations.option_class import check_options
from infracheck.model.graph.subjects import is_subject

if sys.version_info >= (3, 14):
    from annotationlib import Format, get_annotations

# the flags of a code object, as the data model of Python documents them
_TAKES_ARGS, _TAKES_KEYWORDS, _IS_COROUTINE, _IS_ASYNC_GENERATOR = 0x04, 0x08, 0x80, 0x200


def read_signature(function: FunctionType, name: str) -> tuple[type, type | None]:
    """The class that a policy judges, and that of its options; raises `PolicyError` where the engine cannot call it."""
    if code_of(function).co_flags & (_IS_COROUTINE | _IS_ASYNC_GENERATOR):
        raise refused(function, f"{name} is an async function", "Use def and yield the violations.")
    parameters = _parameters(function, name)
    subject = _resolve(function, parameters[0])
    if not is_subject(subject):
        what = f"{name} has the subject {subject.__name__}, which policies cannot be run for"
        remedy = "Use the entity that holds it, such as Container, Pod, Workload or Stage, and read it from there."
        raise refused(function, what, remedy)
    if len(parameters) == 1:
        return subject, None
    options = _resolve(function, parameters[1])
    check_options(function, name, options)
    return subject, options


def _parameters(function: FunctionType, name: str) -> tuple[str, ...]:
    code = code_of(function)
    counted = code.co_argcount
    # positional ones come first in the names of a code object, then keyword-only ones, then *args and **kwargs
    others = code.co_varnames[counted : counted + code.co_kwonlyargcount + _stars(code.co_flags)]
    if others:
        raise refused(function, f"{name} takes more than its subject and its options: {', '.join(others)}", _TAKE)
    if counted not in (1, 2):
        raise refused(function, f"{name} takes {counted or 'no'} parameters", _TAKE)
    return code.co_varnames[:counted]


_TAKE = "Declare a subject, such as container: Container, and at most one more parameter, for options."


def _stars(flags: int) -> int:
    return bool(flags & _TAKES_ARGS) + bool(flags & _TAKES_KEYWORDS)


def _resolve(function: FunctionType, parameter: str) -> type:
    """The class that a parameter is annotated with; the other annotations may stand under TYPE_CHECKING."""
    annotation = _annotations(function).get(parameter)
    if isinstance(annotation, str):
        annotation = _named(function, annotation)
    if not isinstance(annotation, type):
        remedy = "Write one class that is imported outside `if TYPE_CHECKING`."
        raise refused(function, f"parameter {parameter!r} needs a type annotation that names a model class", remedy)
    return annotation


def _annotations(function: FunctionType) -> dict[str, Any]:
    if sys.version_info >= (3, 14):
        # names under TYPE_CHECKING must not be evaluated along with the others
        return get_annotations(function, format=Format.FORWARDREF)
    return function.__annotations__


def _named(function: FunctionType, annotation: str) -> Any:
    found: Any = function.__globals__
    for step, name in enumerate(annotation.split(".")):
        found = found.get(name) if step == 0 else getattr(found, name, None)
    return found
