"""Policies: the decorator that declares one, and what it declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from types import FunctionType
from typing import Any, TypeVar

from infracheck.errors import PolicyError
from infracheck.model.values import KubernetesVersion
from infracheck.model.violation import Violation
from infracheck.record import Record

F = TypeVar("F", bound=Callable[..., Iterator[Violation]])
Check = Callable[..., Iterator[Violation]]
_MARK = "__infracheck_policy__"
_FIRST_VERSION = KubernetesVersion(1, 0)
_ALWAYS = str(_FIRST_VERSION)


class Severity(IntEnum):
    """How bad it is; the higher, the worse."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()


class Version(Record):
    """A policy's function, from a version of Kubernetes on."""

    since: KubernetesVersion
    check: Check


class Policy(Record):
    """A policy as the engine knows it; `versions` in rising order, None as `options` where it takes none."""

    id: str
    category: str
    severity: Severity
    subject: type
    controls: tuple[str, ...]
    aliases: tuple[str, ...]
    recommended: bool
    options: type | None
    versions: tuple[Version, ...]

    @property
    def where(self) -> str:
        """The file and the line of its function."""
        return _where(self.versions[0].check)

    @property
    def title(self) -> str:
        """The rule in one sentence: the first line of the docstring."""
        return (self.versions[0].check.__doc__ or "").strip().partition("\n")[0].strip()

    @property
    def rationale(self) -> str:
        """Why, and whence: the rest of the docstring, paragraphs apart."""
        lines = (self.versions[0].check.__doc__ or "").strip().partition("\n")[2].split("\n")
        return "\n".join(line.strip() for line in lines).strip()

    def check_for(self, version: KubernetesVersion) -> Check | None:
        """The function for a version of Kubernetes, None where the rule did not exist yet."""
        fitting = [each.check for each in self.versions if each.since <= version]
        return fitting[-1] if fitting else None


class Declaration(Record):
    """What the decorator was told; the first one of an id carries the words, later ones only newer functions."""

    id: str
    category: str
    severity: Severity | None
    controls: tuple[str, ...]
    aliases: tuple[str, ...]
    recommended: bool
    since: str


def policy(
    id: str,  # noqa: A002  the contract's name
    *,
    category: str = "",
    severity: Severity | None = None,
    controls: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    recommended: bool = True,
    since: str = _ALWAYS,
) -> Callable[[F], F]:
    """Declare a function as a policy; the type of its first parameter says what it judges.

    `since` is the first version of Kubernetes that the function holds for. A second function of the same id, in the
    same module, with a later `since` and nothing else, replaces the first from that version on.
    A second parameter, typed with a NamedTuple whose fields have defaults, receives the policy's options.
    What is wrong with a declaration is raised as `PolicyError` when the policy is loaded.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, Declaration(id, category, severity, controls, aliases, recommended, since))
        return function

    return mark


def declared_in(namespace: dict[str, Any], module: str) -> list[Policy]:
    """The policies that a module declares, in its order; raises `PolicyError` for one that is not well formed."""
    policies: dict[str, Policy] = {}
    for function in list(namespace.values()):
        declaration = getattr(function, _MARK, None)
        if not isinstance(declaration, Declaration) or function.__module__ != module:
            continue
        known = policies.get(declaration.id)
        policies[declaration.id] = (
            _first(function, declaration) if known is None else _newer(known, function, declaration)
        )
    return list(policies.values())


def _first(function: FunctionType, declaration: Declaration) -> Policy:
    name = declaration.id
    if not _is_id(name):
        raise _refused(function, f"{name!r} is no id", "Use lower-case words joined by hyphens.")
    if not declaration.category or declaration.severity is None:
        raise _refused(function, f"{name} has no category or no severity", "Name both in @policy.")
    if not (function.__doc__ or "").strip():
        raise _refused(function, f"{name} has no docstring", "Say what the rule is, then why.")
    parameters = function.__code__.co_varnames[: function.__code__.co_argcount]
    if len(parameters) not in (1, 2):
        raise _refused(function, f"{name} takes {len(parameters)} parameters", "Take a subject, and options.")
    subject, *options = [_resolve(function, parameter) for parameter in parameters]
    versions = (Version(_since(function, declaration), function),)
    return Policy(
        name, declaration.category, declaration.severity, subject, declaration.controls, declaration.aliases,
        declaration.recommended, options[0] if options else None, versions,
    )  # fmt: skip


def _is_id(name: str) -> bool:
    words = name.split("-")
    return name.isascii() and name == name.lower() and all(map(str.isalnum, words)) and words[0][:1].isalpha()


def _newer(known: Policy, function: FunctionType, declaration: Declaration) -> Policy:
    since = _since(function, declaration)
    if since <= known.versions[-1].since:
        raise _refused(function, f"{known.id} is declared twice", "Give the later one a later `since`.")
    return known._replace(versions=(*known.versions, Version(since, function)))


def _since(function: FunctionType, declaration: Declaration) -> KubernetesVersion:
    if declaration.since == _ALWAYS:
        return _FIRST_VERSION
    version = KubernetesVersion.parse(declaration.since)
    if version is None:
        raise _refused(function, f"{declaration.since!r} is no version of Kubernetes", "Write it as 1.34.")
    return version


def _where(function: Check) -> str:
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def _refused(function: Check, what: str, remedy: str) -> PolicyError:
    return PolicyError(what, where=_where(function), remedy=remedy)


def _resolve(function: FunctionType, parameter: str) -> type:
    """The class that a parameter is annotated with; the other annotations may stand under TYPE_CHECKING."""
    annotation = function.__annotations__.get(parameter)
    if isinstance(annotation, str):
        found: Any = function.__globals__
        for step, name in enumerate(annotation.split(".")):
            found = found.get(name) if step == 0 else getattr(found, name, None)
        annotation = found
    if not isinstance(annotation, type):
        remedy = "Annotate it with a class that is imported outside `if TYPE_CHECKING`."
        raise _refused(function, f"parameter {parameter} says not what it takes", remedy)
    return annotation
