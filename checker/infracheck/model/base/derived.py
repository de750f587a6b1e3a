"""Facts of an entity: declared where the entity stands, worked out by a module further up, once."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol


class Remembering(Protocol):
    """Whatever keeps what was worked out for it."""

    cache: dict[Any, Any] | None


class Derived(property):
    """A fact that a function of another module makes of an entity, imported when the first one asks, and kept.

    `where` is `module:function`, the module below `infracheck.model`.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        make: Callable[[Any], Any] | None = None

        def get(entity: Remembering) -> Any:
            nonlocal make
            cache = entity.cache
            if cache is None:
                cache = entity.cache = {}
            try:
                return cache[self]
            except KeyError:
                pass
            if make is None:
                make = self.resolve()
            found = cache[self] = make(entity)
            return found

        super().__init__(get)

    def resolve(self) -> Callable[[Any], Any]:
        """The function that makes it; raises `ImportError` or `AttributeError` where there is none."""
        return _resolved(self.where)


class found_by:  # noqa: N801  reads as a declaration, as `property` does
    """How a class finds its entities, where they follow from others: `all_of = found_by("module:function")`.

    The function takes the model and yields them; it is imported when somebody asks for the first time.
    """

    __slots__ = ("where",)

    def __init__(self, where: str) -> None:
        self.where = where

    def __call__(self, model: Any) -> list[Any]:
        return list(self.resolve()(model))

    def resolve(self) -> Callable[[Any], Any]:
        """The function that finds them; raises `ImportError` or `AttributeError` where there is none."""
        return _resolved(self.where)


def _resolved(where: str) -> Callable[[Any], Any]:
    module, _, name = where.partition(":")
    made: Callable[[Any], Any] = getattr(import_module(f"infracheck.model.{module}"), name)
    return made


if TYPE_CHECKING:

    def derived(where: str) -> Any:
        """Declare a fact of an entity: `user: Fact[User] = derived("facts.runtime.effective:user_of")`."""
else:
    derived = Derived
