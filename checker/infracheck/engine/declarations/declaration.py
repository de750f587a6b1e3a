"""What the decorator is told of a policy, and what may be wrong with it."""

from __future__ import annotations

import re
from types import FunctionType

from infracheck.engine.declarations.complaint import refused
from infracheck.engine.rules.rule import KEPT_PREFIXES, Severity
from infracheck.model.base.values import KubernetesVersion
from infracheck.record import Record

_WORDS = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ALWAYS = KubernetesVersion(1, 0)
FIRST_VERSION = str(_ALWAYS)
_KEPT_IDS = ("all", "recommended")


class Declaration(Record):
    """What the decorator was told; the first one of an id carries the words, later ones only newer functions."""

    id: str
    category: str
    severity: Severity | None
    controls: tuple[str, ...]
    aliases: tuple[str, ...]
    recommended: bool
    since: str

    @property
    def is_newer_function(self) -> bool:
        """Whether it says nothing but the id and the version, as a second function of a policy does."""
        return self[1:-1] == ("", None, (), (), True)


def check_words(function: FunctionType, declaration: Declaration) -> None:
    """Raise `PolicyError` for a declaration that misses something, or that no selector could name."""
    _check_id(function, declaration.id)
    name = declaration.id
    if not declaration.category:
        raise refused(function, f"{name} has no category", 'Write category="…", such as category="resources".')
    if not _is_words(declaration.category):
        what = f"the category of {name} is {declaration.category!r}"
        raise refused(function, what, "Write lower-case words joined by hyphens, such as pod-security.")
    if not isinstance(declaration.severity, Severity):
        raise _without_severity(function, name, declaration.severity)
    _check_references(function, f"controls of {name}", declaration.controls)
    _check_references(function, f"aliases of {name}", declaration.aliases)
    if not isinstance(declaration.recommended, bool):
        raise refused(function, f"recommended of {name} is {declaration.recommended!r}", "Write True or False.")
    if not (function.__doc__ or "").strip():
        remedy = "Write the rule as the first line, then an empty line, then the rationale."
        raise refused(function, f"{name} has no docstring", remedy)


def version_of(function: FunctionType, declaration: Declaration) -> KubernetesVersion:
    """The version of Kubernetes that a function holds from; raises `PolicyError` for what is none."""
    if declaration.since is FIRST_VERSION:
        return _ALWAYS
    version = KubernetesVersion.parse(declaration.since) if isinstance(declaration.since, str) else None
    if version is None:
        what = f"since of {declaration.id} is {declaration.since!r}, not a Kubernetes version"
        raise refused(function, what, 'Write it as a string, such as since="1.34".')
    return version


def _check_id(function: FunctionType, name: object) -> None:
    if not _is_words(name):
        remedy = "Write lower-case words joined by hyphens, such as memory-limit."
        raise refused(function, f"{name!r} is not a policy id", remedy)
    assert isinstance(name, str)
    if name in _KEPT_IDS:
        raise refused(function, f"the id {name!r} is reserved for a set of policies", "Choose another id.")
    if name.startswith(KEPT_PREFIXES):
        remedy = "Choose an id with another first word."
        raise refused(function, f"the id {name!r} is one of infracheck's own findings", remedy)


def _is_words(text: object) -> bool:
    return isinstance(text, str) and _WORDS.fullmatch(text) is not None


def _without_severity(function: FunctionType, name: str, severity: object) -> Exception:
    if severity is None:
        return refused(function, f"{name} has no severity", "Write severity=Severity.MEDIUM, or LOW, HIGH, CRITICAL.")
    known = isinstance(severity, str) and severity.upper() in Severity.__members__
    level = str(severity).upper() if known else "MEDIUM"
    return refused(function, f"the severity of {name} is {severity!r}", f"Write severity=Severity.{level}.")


def _check_references(function: FunctionType, what: str, references: object) -> None:
    if not isinstance(references, tuple):
        remedy = (
            'Write a tuple of strings, such as ("checkov:CKV_K8S_13",), with a trailing comma after a single entry.'
        )
        raise refused(function, f"the {what} are {references!r}", remedy)
    for each in references:
        if not _is_reference(each):
            remedy = "Write set:id without spaces or commas, such as nsa:resource-policies or checkov:CKV_K8S_13."
            raise refused(function, f"the {what} hold {each!r}", remedy)


def _is_reference(text: object) -> bool:
    """Whether a selector can say it: --select parts its values at commas, and the first colon ends a set's name."""
    if not isinstance(text, str):
        return False
    name, _, number = text.partition(":")
    # three thousand of these at every start: no regular expression
    return bool(name and number) and name != "category" and "," not in text and " " not in text and text.isprintable()
