"""Policies: the decorator that declares one, and what it declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, TypeVar

from infracheck.engine.declarations.complaint import place_of, refused
from infracheck.engine.declarations.declaration import FIRST_VERSION, Declaration, check_words, version_of
from infracheck.engine.declarations.signature import read_signature
from infracheck.engine.rules.crosswalk import pack_of
from infracheck.engine.rules.rule import Rule, Severity
from infracheck.errors import PolicyError
from infracheck.model.base.values import KubernetesVersion
from infracheck.model.base.violation import Violation
from infracheck.record import Record

Check = Callable[..., Iterator[Violation]]
F = TypeVar("F", bound=Check)
_DECLARED = "__infracheck_declared__"


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
    own_controls: tuple[str, ...]
    own_aliases: tuple[str, ...]
    recommended: bool
    options: type | None
    versions: tuple[Version, ...]

    @property
    def where(self) -> str:
        """The file and the line of its function."""
        return place_of(self.versions[0].check)

    @property
    def rule(self) -> Rule:
        """What a reader is told of it; its docstring has the title as its first line."""
        check = self.versions[0].check
        language = "dockerfile" if self.subject.__module__.startswith("infracheck.model.image.") else "yaml"
        since = tuple([each.since for each in self.versions])
        options, text = ((), "") if self.options is None else _described(self.options)
        return Rule(
            self.id, check.__doc__ or "", self.severity, self.category, self.own_controls, self.own_aliases,
            self.recommended, since, options, text, language, pack_of(check.__module__),
        )  # fmt: skip

    @property
    def controls(self) -> tuple[str, ...]:
        """The controls of standards that it gives evidence for, as `set:id`."""
        return self.rule.controls

    @property
    def aliases(self) -> tuple[str, ...]:
        """The ids of other tools' rules that it answers to, as `tool:id`."""
        return self.rule.aliases

    @property
    def title(self) -> str:
        """The rule in one sentence."""
        return self.rule.title

    @property
    def rationale(self) -> str:
        """Why, and whence: the docstring between title and remedy, paragraphs apart."""
        return self.rule.rationale

    @property
    def remedy(self) -> str:
        """What to write instead, on one line: the docstring's last paragraph, where it begins `Fix: `."""
        return self.rule.remedy

    def check_for(self, version: KubernetesVersion) -> Check | None:
        """The function for a version of Kubernetes, None where the rule did not exist yet."""
        fitting = [each.check for each in self.versions if each.since <= version]
        return fitting[-1] if fitting else None


def _described(options: type) -> tuple[tuple[tuple[str, Any], ...], str]:
    """Options with their defaults, and what their author wrote of them."""
    text = (options.__doc__ or "").strip()
    # what `NamedTuple` writes where its author wrote nothing
    written = "" if text.startswith(f"{options.__name__}(") else text
    return tuple(getattr(options, "_field_defaults", {}).items()), written


def policy(
    id: str,  # noqa: A002  the contract's name
    *,
    category: str = "",
    severity: Severity | None = None,
    controls: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    recommended: bool = True,
    since: str = FIRST_VERSION,
) -> Callable[[F], F]:
    """Declare a function as a policy; the type of its first parameter says what it judges.

    `since` is the first version of Kubernetes that the function holds for. A second function of the same id, in the
    same module, with a later `since` and nothing else, replaces the first from that version on.
    A second parameter, typed with a NamedTuple whose fields have defaults, receives the policy's options.
    What is wrong with a declaration is raised as `PolicyError` when the policy is loaded.
    """
    if callable(id):
        raise _not_declarable(id, "@policy needs an id")
    declaration = Declaration(id, category, severity, controls, aliases, recommended, since)

    def mark(function: F) -> F:
        if not isinstance(function, FunctionType):
            raise _not_declarable(function, f"@policy decorates a {type(function).__name__}, not a function")
        # in the module itself: a second function of one name hides the first from the module, not from this list
        function.__globals__.setdefault(_DECLARED, []).append((declaration, function))
        return function

    return mark


def _not_declarable(what: Any, message: str) -> PolicyError:
    remedy = 'Write @policy("an-id", category="…", severity=Severity.MEDIUM) above a function.'
    return refused(what, message, remedy) if isinstance(what, FunctionType) else PolicyError(message, remedy=remedy)


def declared_in(namespace: dict[str, Any]) -> list[Policy]:
    """The policies that a module declares, in its order; raises `PolicyError` for one that is not well formed."""
    policies: dict[str, Policy] = {}
    for declaration, function in namespace.get(_DECLARED, ()):
        known = policies.get(declaration.id)
        policies[declaration.id] = (
            _first(function, declaration) if known is None else _newer(known, function, declaration)
        )
    return list(policies.values())


def _first(function: FunctionType, declaration: Declaration) -> Policy:
    check_words(function, declaration)
    assert declaration.severity is not None
    subject, options = read_signature(function, declaration.id)
    versions = (Version(version_of(function, declaration), function),)
    return Policy(
        declaration.id, declaration.category, declaration.severity, subject, declaration.controls, declaration.aliases,
        declaration.recommended, options, versions,
    )  # fmt: skip


def _newer(known: Policy, function: FunctionType, declaration: Declaration) -> Policy:
    since = version_of(function, declaration)
    if since <= known.versions[-1].since:
        what = f"{known.id} is also declared at {known.where}"
        raise refused(function, what, "Choose another id, or give the later function a later `since`.")
    if not declaration.is_newer_function:
        what = f"{known.id} is already declared at {known.where}"
        raise refused(function, what, "Write only the id and `since` in the later declaration.")
    if read_signature(function, known.id) != (known.subject, known.options):
        what = f"{known.id} takes different parameters than at {known.where}"
        raise refused(function, what, "Use the same subject and options in every version.")
    return known._replace(versions=(*known.versions, Version(since, function)))
