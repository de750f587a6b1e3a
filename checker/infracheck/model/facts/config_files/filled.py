"""Values with places that the program fills in as it starts: `${DB_HOST}`, `${REDIS_HOST:redis}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from infracheck.knowledge.words.credential_names import names_credential
from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.fact import Note
from infracheck.model.graph.service_variables import service_variable

if TYPE_CHECKING:
    from infracheck.model.entities.variable import Variable
    from infracheck.model.entities.workload import Workload
    from infracheck.model.graph.model import Model

Lookup = Callable[[str], "Variable | None"]
"""Tells the variable of a name, if there is one."""

# Spring Framework, "Placeholder Resolution": `${name:default}`; shells and envsubst: `${NAME:-default}`
_PLACE = re.compile(r"\$\{([A-Za-z_][\w.-]*)(?::-?([^{}]*))?\}")
_LONGEST = 4096
# a default may be such a place itself
_DEEPEST = 3
_MOST_NOTES = 4
_MOST_WORKLOADS = 16


class Filling:
    """What stands in the places of values: the variables beside them, Services of the namespace, or their defaults."""

    __slots__ = ("beside", "model", "namespace")

    def __init__(self, model: Model, namespace: str | None, beside: Lookup) -> None:
        self.model = model
        self.namespace = namespace
        self.beside = beside

    def variable(self, variable: Variable) -> Variable:
        """A variable as its program reads it."""
        if "${" not in variable.shape or len(variable.shape) > _LONGEST:
            return variable
        used: list[Variable] = []
        text = self._filled(variable.shape, used)
        return variable if text == variable.shape else variable.filled(text, lambda: _notes(used))

    def text(self, text: str) -> str:
        """A value as its program reads it."""
        return text if "${" not in text or len(text) > _LONGEST else self._filled(text, [])

    def _filled(self, text: str, used: list[Variable]) -> str:
        for _ in range(_DEEPEST):
            filled = _PLACE.sub(lambda match: self._at(match, used), text)
            if filled == text or len(filled) > _LONGEST:
                break
            text = filled
        return text

    def _at(self, match: re.Match[str], used: list[Variable]) -> str:
        name, default = match[1], match[2]
        found = self.beside(name) or self.beside(name.upper().replace(".", "_").replace("-", "_"))
        if found is not None and "${" not in found.shape:
            used.append(found)
            return OPAQUE if found.is_secret else found.shape if not names_credential(name) else match[0]
        address = service_variable(self.model, self.namespace, name)
        if address is not None:
            return address
        return match[0] if default is None or names_credential(name) else default


class OfWorkloads:
    """The variables of the containers of several workloads, those alone that all of them set alike."""

    __slots__ = ("known", "workloads")

    def __init__(self, workloads: Callable[[], list[Workload]]) -> None:
        self.workloads = workloads
        self.known: dict[str, Variable | None] | None = None

    def get(self, name: str, /) -> Variable | None:
        """The variable of a name."""
        if self.known is None:
            self.known = {}
            for workload in self.workloads()[:_MOST_WORKLOADS]:
                for container in workload.containers:
                    self._add({each.name: each for each in container.variables})
        return self.known.get(name)

    def _add(self, variables: Mapping[str, Variable]) -> None:
        if self.known is None:
            return
        for name, variable in variables.items():
            before = self.known.setdefault(name, variable)
            if before is not None and (before.shape, before.is_secret) != (variable.shape, variable.is_secret):
                self.known[name] = None


def _notes(used: list[Variable]) -> tuple[Note, ...]:
    return tuple(Note(f"{each.name} is set here", each.origin) for each in used[:_MOST_NOTES])
