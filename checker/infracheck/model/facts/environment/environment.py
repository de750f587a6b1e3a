"""Every value that a container will see in its environment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.entities.secret import AnySecret, Secret
from infracheck.model.entities.variable import Variable, of_config_map, of_image, of_secret
from infracheck.model.facts.references.taken import takes_too_many_variables
from infracheck.model.graph import link
from infracheck.model.graph.service_variables import service_variable
from infracheck.record import Record
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.model.base.references import KeyReference
    from infracheck.model.base.violation import Resource
    from infracheck.model.entities.container import Container, EnvFrom, EnvVar

_LONGEST = 65_536
_BUDGET = 1_000_000
_MAX_NOTES = 8
_REFERENCE = r"\$\$|\$\(([^()]*)\)"


class Reference(Record):
    """A `$(NAME)` that Kubernetes leaves as it is, since nothing sets that name before; `is_later` where `env` does."""

    name: str
    user: str
    span: Span
    is_later: bool


class Environment:
    """The variables of one container, in the order that Kubernetes sets them: `envFrom`, then `env`, over the image's.

    `has_gaps` is whether there may be more: of an object that the scan does not see. `unresolved` are the references
    in them that stand for nothing, `shadowed` those of objects whose name is set again, each with what takes its place.
    """

    __slots__ = ("_own_names", "budget", "container", "has_gaps", "known", "resource", "shadowed", "unresolved", "user")

    def __init__(self, container: Container) -> None:
        self.container = container
        self._own_names: frozenset[str | None] | None = None
        self.resource = container.resource
        self.known: dict[str, Variable] = {}
        self.unresolved: list[Reference] = []
        self.shadowed: list[tuple[Variable, Variable]] = []
        self.user: tuple[str, Callable[[], Span]] | None = None
        self.budget = _BUDGET
        self.has_gaps = False
        self._read()

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All of them, those that only the image sets last."""
        match self.container.dockerfile:
            case Known(image, because):
                own = (of_image(each, image.resource, self.container, because) for each in image.env.values())
                return (*self.known.values(), *(each for each in own if each.name not in self.known))
        return tuple(self.known.values())

    def _read(self) -> None:
        sources = self.container.env_from
        if sources and takes_too_many_variables(self.container):
            self.has_gaps, sources = True, ()
        for source in sources:
            self._take_all(source)
        taken = dict(self.known)
        for entry in self.container.env:
            if (name := entry.name) is not None:
                self.known[name] = self._entry(entry, name)
        if taken:
            self.shadowed.extend(
                (each, self.known[name]) for name, each in taken.items() if self.known[name] is not each
            )

    @property
    def own_names(self) -> frozenset[str | None]:
        """The names that `env` sets, to look one up in."""
        if self._own_names is None:
            self._own_names = frozenset(entry.name for entry in self.container.env)
        return self._own_names

    @property
    def differing(self) -> tuple[tuple[Variable, Variable], ...]:
        """Those of `shadowed` whose values are known and differ."""
        return tuple(
            (hidden, winner)
            for hidden, winner in self.shadowed
            if isinstance(hidden.value, Known) and isinstance(winner.value, Known) and hidden.value != winner.value
        )

    def argument(self, name: str, text: str, place: Callable[[], Span]) -> Variable:
        """The value of an argument, its references expanded: Kubernetes does not look into the image there either."""
        return self._expanded(name, text, self.resource, place, "")

    def unresolved_in(self, text: str, user: str, place: Callable[[], Span]) -> list[Reference]:
        """The references in a word of the command line that stand for nothing."""
        before = len(self.unresolved)
        self._expanded("", text, self.resource, place, user)
        found = self.unresolved[before:]
        del self.unresolved[before:]
        return found

    def _take_all(self, source: EnvFrom) -> None:
        model, namespace = self.container.workload.model, self.container.workload.namespace
        prefix = source.prefix or ""
        if source.config_map is not None and source.config_map.name:
            match link.config_map(model, namespace, source.config_map.name):
                case Known(found) if found is not None:
                    self._add(prefix, of_config_map(found, self.container, source))
                    return
        elif source.secret is not None and source.secret.name:
            match link.secret(model, namespace, source.secret.name):
                case Known(Secret() as kept):
                    self._add(prefix, of_secret(kept, self.container, source))
                    return
                case Known(other) if other is not None:
                    self._add(prefix, (self._fetched(key, other, source) for key in other.keys))
                    self.has_gaps = self.has_gaps or not other.is_complete
                    return
        self.has_gaps = True

    def _add(self, prefix: str, variables: Iterator[Variable]) -> None:
        for variable in variables:
            variable.name = prefix + variable.name
            if variable.name in self.known:
                self.shadowed.append((self.known[variable.name], variable))
            self.known[variable.name] = variable

    def _fetched(self, name: str, provider: AnySecret, entry: EnvFrom | EnvVar) -> Variable:
        value = Unknown("a Secret that the scan does not hold")
        return Variable(
            name, value, self.resource, lambda: entry.span, tuple,
            container=self.container, is_secret=True, provider=provider,
        )  # fmt: skip

    def _entry(self, entry: EnvVar, name: str) -> Variable:
        if value := entry.value:
            return self._literal(entry, name, value)
        if entry.config_map_key is not None:
            return self._from_config_map(entry, name, entry.config_map_key)
        if entry.secret_key is not None:
            return self._from_secret(entry, name, entry.secret_key)
        if entry.field_ref is not None or entry.resource_field_ref is not None:
            return self._unknown(entry, name, "the cluster sets it")
        if entry.node is not None and entry.node.get("valueFrom") is not None:
            return self._unknown(entry, name, "it comes from another source")
        return self._literal(entry, name, "")

    def _unknown(self, entry: EnvVar, name: str, why: str, *, is_secret: bool = False) -> Variable:
        return Variable(
            name, Unknown(why), self.resource, lambda: entry.span, tuple, container=self.container, is_secret=is_secret
        )

    def _from_config_map(self, entry: EnvVar, name: str, key: KeyReference) -> Variable:
        workload = self.container.workload
        match link.config_map(workload.model, workload.namespace, key.name or ""):
            case Known(found) if found is not None:
                for variable in of_config_map(found, self.container, entry, only=key.key):
                    variable.name = name
                    return variable
        return self._unknown(entry, name, "the scan does not hold its ConfigMap key")

    def _from_secret(self, entry: EnvVar, name: str, key: KeyReference) -> Variable:
        workload = self.container.workload
        match link.secret(workload.model, workload.namespace, key.name or ""):
            case Known(Secret() as found):
                for variable in of_secret(found, self.container, entry, only=key.key):
                    variable.name = name
                    return variable
            case Known(other) if other is not None and not isinstance(other, Secret):
                return self._fetched(name, other, entry)
        return self._unknown(entry, name, "a Secret that the scan does not hold", is_secret=True)

    def _literal(self, entry: EnvVar, name: str, text: str) -> Variable:
        return self._expanded(name, text, self.resource, lambda: entry.place(type(entry).value), f"variable {name}")

    def _expanded(self, name: str, text: str, resource: Resource, place: Callable[[], Span], user: str) -> Variable:
        if "$" not in text:
            return Variable(name, Known(text), resource, place, tuple, container=self.container)
        used: list[Variable] = []
        self.user = (user, place) if user else None
        shape = self._expand(text, used)
        value: Fact[str] = (
            Unknown("a part of the value is not set here") if shape is None or OPAQUE in shape else Known(shape)
        )
        return Variable(
            name, value, resource, place, lambda: _uses(used),
            container=self.container, shape=OPAQUE if shape is None else shape,
        )  # fmt: skip

    def _expand(self, text: str, used: list[Variable]) -> str | None:
        """`$(NAME)` put in as Kubernetes does it: earlier ones alone, `$$` a dollar; None where it grows too long."""
        parts: list[str] = []
        size = end = 0
        for match in re.finditer(_REFERENCE, text):
            parts.append(text[end : match.start()])
            end = match.end()
            parts.append("$" if match[1] is None else self._looked_up(match[1], match[0], used))
            size += len(parts[-1]) + len(parts[-2])
            if size > _LONGEST:
                return None
        parts.append(text[end:])
        whole = "".join(parts)
        self.budget -= len(whole)
        return whole if len(whole) <= _LONGEST and self.budget > 0 else None

    def _looked_up(self, name: str, written: str, used: list[Variable]) -> str:
        known = self.known.get(name)
        if known is None:
            # what Kubernetes does not know it leaves as it is, unless one of the objects not seen has it, or a Service
            if self.has_gaps or name.endswith(("_SERVICE_HOST", "_PORT")) or "_PORT_" in name:
                return self._of_service(name) or OPAQUE
            if self.user is not None:
                user, place = self.user
                is_own = user == f"variable {name}"
                is_later = not is_own and name in self.own_names
                self.unresolved.append(Reference(name, user, place(), is_later))
            return written
        if len(used) < _MAX_NOTES:
            used.append(known)
        return OPAQUE if known.is_secret else known.shape

    def _of_service(self, name: str) -> str | None:
        workload = self.container.workload
        if self.container.pod.enable_service_links is False:
            return None
        return service_variable(workload.model, workload.namespace, name)


def _uses(used: list[Variable]) -> tuple[Note, ...]:
    return tuple(Note(f"{each.name} is set here", each.origin) for each in used)
