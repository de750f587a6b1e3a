"""Every value that a container will see in its environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model import link
from infracheck.model.fact import Fact, Known, Note, Unknown
from infracheck.model.placeholder import OPAQUE
from infracheck.model.secret import AnySecret, Secret
from infracheck.model.variable import Variable, of_config_map, of_image, of_secret

if TYPE_CHECKING:
    from infracheck.model.container import Container, EnvFrom, EnvVar
    from infracheck.model.references import KeyReference
    from infracheck.source.span import Span

_LONGEST = 65_536
_BUDGET = 1_000_000
_MAX_NOTES = 8
_REFERENCE = r"\$\$|\$\(([^()]*)\)"


def variables_of(container: Container) -> tuple[Variable, ...]:
    """The variables in the order that Kubernetes sets them: the image's, those of `envFrom`, those of `env`."""
    return tuple(_Environment(container).read().values())


class _Environment:
    """The variables of one container while they are gathered."""

    __slots__ = ("budget", "container", "has_gaps", "known")

    def __init__(self, container: Container) -> None:
        self.container = container
        self.known: dict[str, Variable] = {}
        self.budget = _BUDGET
        self.has_gaps = False

    def read(self) -> dict[str, Variable]:
        for source in self.container.env_from:
            self._take_all(source)
        for entry in self.container.env:
            if entry.name is not None:
                self.known[entry.name] = self._entry(entry, entry.name)
        match self.container.dockerfile:
            case Known(image, because):
                for name, found in image.env.items():
                    if name not in self.known:
                        self.known[name] = of_image(found, image.resource, self.container, because)
        return self.known

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
            self.known[variable.name] = variable

    def _fetched(self, name: str, provider: AnySecret, entry: EnvFrom | EnvVar) -> Variable:
        value = Unknown("a secret that the scan does not see")
        return Variable(
            name, value, entry.resource, lambda: entry.span, tuple,
            container=self.container, is_secret=True, provider=provider,
        )  # fmt: skip

    def _entry(self, entry: EnvVar, name: str) -> Variable:
        if entry.value:
            return self._literal(entry, name, entry.value)
        if entry.config_map_key is not None:
            return self._from_config_map(entry, name, entry.config_map_key)
        if entry.secret_key is not None:
            return self._from_secret(entry, name, entry.secret_key)
        if entry.field_ref is not None or entry.resource_field_ref is not None:
            return self._unknown(entry, name, "the cluster fills it in")
        if entry.node is not None and entry.node.get("valueFrom") is not None:
            return self._unknown(entry, name, "it comes from somewhere else")
        return self._literal(entry, name, "")

    def _unknown(self, entry: EnvVar, name: str, why: str, *, is_secret: bool = False) -> Variable:
        return Variable(
            name, Unknown(why), entry.resource, lambda: entry.span, tuple, container=self.container, is_secret=is_secret
        )

    def _from_config_map(self, entry: EnvVar, name: str, key: KeyReference) -> Variable:
        workload = self.container.workload
        match link.config_map(workload.model, workload.namespace, key.name or ""):
            case Known(found) if found is not None:
                for variable in of_config_map(found, self.container, entry, only=key.key):
                    variable.name = name
                    return variable
        return self._unknown(entry, name, "the scan does not see its ConfigMap key")

    def _from_secret(self, entry: EnvVar, name: str, key: KeyReference) -> Variable:
        workload = self.container.workload
        match link.secret(workload.model, workload.namespace, key.name or ""):
            case Known(Secret() as found):
                for variable in of_secret(found, self.container, entry, only=key.key):
                    variable.name = name
                    return variable
            case Known(other) if other is not None and not isinstance(other, Secret):
                return self._fetched(name, other, entry)
        return self._unknown(entry, name, "a secret that the scan does not see", is_secret=True)

    def _literal(self, entry: EnvVar, name: str, text: str) -> Variable:
        def place() -> Span:
            return entry.place(type(entry).value)

        if "$" not in text:
            return Variable(name, Known(text), entry.resource, place, tuple, container=self.container)
        used: list[Variable] = []
        shape = self._expand(text, used)
        value: Fact[str] = (
            Unknown("a part of it is not told here") if shape is None or OPAQUE in shape else Known(shape)
        )
        return Variable(
            name, value, entry.resource, place, lambda: _uses(used),
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
            # what Kubernetes does not know it leaves as it is, unless one of the objects not seen has it
            return OPAQUE if self.has_gaps else written
        if len(used) < _MAX_NOTES:
            used.append(known)
        return OPAQUE if known.is_secret else known.shape


def _uses(used: list[Variable]) -> tuple[Note, ...]:
    return tuple(Note(f"{each.name} is set here", each.origin) for each in used)
