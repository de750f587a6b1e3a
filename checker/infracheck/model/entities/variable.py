"""A variable of a container's environment, with the place where one would change its value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.view import View
from infracheck.model.base.violation import Violation
from infracheck.model.entities.secret import AnySecret, Secret, plain_value
from infracheck.source.yaml.tree import Mapping, Scalar

if TYPE_CHECKING:
    from infracheck.model.base.violation import Resource
    from infracheck.model.entities.config_map import ConfigMap
    from infracheck.model.entities.container import Container
    from infracheck.model.entities.setting import Setting
    from infracheck.model.image.state import EnvVariable
    from infracheck.source.text.span import Span


class Variable:
    """A variable of a container's environment; its value is for judging, never for quoting.

    `provider` is the object that gives its Secret, where that is not a plain one: an ExternalSecret, say.
    """

    __slots__ = ("_notes", "_place", "container", "is_secret", "name", "provider", "resource", "shape", "value")

    def __init__(
        self,
        name: str,
        value: Fact[str],
        resource: Resource,
        place: Callable[[], Span],
        notes: Callable[[], tuple[Note, ...]],
        *,
        container: Container | None = None,
        is_secret: bool = False,
        shape: str | None = None,
        provider: AnySecret | None = None,
    ) -> None:
        self.name = name
        self.value = value
        self.resource = resource
        self._place = place
        self._notes = notes
        self.container = container
        self.is_secret = is_secret
        self.provider = provider
        self.shape: str = shape if shape is not None else value.value if isinstance(value, Known) else OPAQUE

    def __repr__(self) -> str:
        # never the value: it may be a secret
        return f"<Variable {self.name}>"

    @property
    def origin(self) -> Span:
        """Where one would change the value: the literal, the key of a ConfigMap or a Secret, a Dockerfile's ENV."""
        return self._place()

    @property
    def because(self) -> tuple[Note, ...]:
        """How the container comes by the value, from its own entry to the origin."""
        return self._notes()

    def violation(self, message: str, *, related: tuple[Note, ...] = (), remedy: str = "") -> Violation:
        """A violation at the origin, with the way from the container to it."""
        return Violation(message, self.origin, self.resource, (*self.because, *related), remedy)

    def filled(self, shape: str, notes: Callable[[], tuple[Note, ...]]) -> Variable:
        """The same variable with what its program puts into its places."""
        value: Fact[str] = Unknown("a part of the value is not set here") if OPAQUE in shape else Known(shape)
        return Variable(
            self.name, value, self.resource, self._place, lambda: (*self.because, *notes()),
            container=self.container, is_secret=self.is_secret, shape=shape, provider=self.provider,
        )  # fmt: skip

    @property
    def is_opaque(self) -> bool:
        """Whether a part of the value comes from a secret or is not known."""
        return OPAQUE in self.shape

    @property
    def text(self) -> str | None:
        """The value where it is known whole and no part of it comes from a secret; else None."""
        return None if self.is_secret or isinstance(self.value, Unknown) else self.value.value


def of_config_map(
    found: ConfigMap, container: Container | None = None, taken_at: View | None = None, only: str | None = None
) -> Iterator[Variable]:
    """The keys of a ConfigMap as variables, taken by a container at that place."""
    node = found.node.get("data") if found.node is not None else None
    if type(node) is not Mapping:
        return
    for name in node.values if only is None else (only,):
        value = node.values.get(name)
        if type(value) is Scalar:
            yield Variable(
                name, Known(value.text), found.resource, _entry_place(node, name), _taken(name, container, taken_at),
                container=container,
            )  # fmt: skip


def of_setting(setting: Setting, resource: Resource, because: tuple[Note, ...] = ()) -> Variable:
    """A setting in a file of a ConfigMap, as a variable."""
    return Variable(setting.full_name, Known(setting.value), resource, lambda: setting.span, lambda: because)


def of_secret(
    found: Secret, container: Container | None = None, taken_at: View | None = None, only: str | None = None
) -> Iterator[Variable]:
    """The keys of a Secret as variables, taken by a container at that place."""
    for name in found.keys if only is None else (only,) if only in found.key_names else ():
        plain = plain_value(found, name)
        value: Fact[str] = Unknown("its Secret does not hold it in plaintext") if plain is None else Known(plain)
        yield Variable(
            name, value, found.resource, _key_place(found, name), _taken(name, container, taken_at),
            container=container, is_secret=True,
        )  # fmt: skip


def of_image(
    found: EnvVariable, resource: Resource, container: Container | None = None, because: tuple[Note, ...] = ()
) -> Variable:
    """A variable that a Dockerfile's ENV leaves in the image."""
    value: Fact[str] = Unknown("the build decides it") if found.value is None else Known(found.value)
    return Variable(found.name, value, resource, lambda: found.span, lambda: because, container=container)


def _entry_place(holder: Mapping, name: str) -> Callable[[], Span]:
    return lambda: holder.entry_span(name)


def _key_place(found: Secret, key: str) -> Callable[[], Span]:
    return lambda: found.place_of_key(key)


def _taken(key: str, container: Container | None, at: View | None) -> Callable[[], tuple[Note, ...]]:
    if container is None or at is None:
        return tuple
    return lambda: (Note(f"container {container.name} references {key} here", at.span),)
