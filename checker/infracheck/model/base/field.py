"""Fields of views: on an instance the value that is written, on the class the place where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from infracheck.source.text.numerals import json_integer
from infracheck.source.yaml.tree import NULLS, TRUE, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.base.view import View

T = TypeVar("T")
V = TypeVar("V", bound="View")
Read = Callable[["View", "Field[Any]", Node], T]

if TYPE_CHECKING:

    class Field(Generic[T]):
        """A field of a view: on an instance its value, on the class the place where it stands or would stand."""

        keys: tuple[str, ...]
        name: str
        owner: type
        """The class that it is a field of."""

        def __init__(self, keys: str, read: Read[T], missing: T, *, is_kept: bool = False) -> None: ...

        @overload
        def __get__(self, view: None, owner: type) -> Field[T]: ...

        @overload
        def __get__(self, view: View, owner: type) -> T: ...

        def __get__(self, view: View | None, owner: type) -> Field[T] | T: ...

else:

    class Field(property):
        # a property, since its look-up is C: fields are read a hundred times for each container

        def __init__(self, keys: str, read: Read[Any], missing: object, *, is_kept: bool = False) -> None:
            self.keys = tuple(keys.split("/"))
            of_keys = _of_keys_kept if is_kept else _of_one_key if "/" not in keys else _of_keys
            super().__init__(of_keys(self, read, missing))

        def __set_name__(self, owner: type, name: str) -> None:
            self.owner = owner
            self.name = name


def _of_one_key(field: Field[T], read: Read[T], missing: T) -> Callable[[View], T]:
    (key,) = field.keys

    def get(view: View) -> T:
        node = view.node
        value = node.values.get(key) if node is not None else None
        return missing if value is None else read(view, field, value)

    return get


def _of_keys(field: Field[T], read: Read[T], missing: T) -> Callable[[View], T]:
    keys = field.keys

    def get(view: View) -> T:
        node: Node | None = view.node
        for key in keys:
            node = node.values.get(key) if type(node) is Mapping else None
            if node is None:
                return missing
        assert node is not None
        return read(view, field, node)

    return get


def _of_keys_kept(field: Field[T], read: Read[T], missing: T) -> Callable[[View], T]:
    """What is made anew for each read is made once, and kept by the view."""
    keys = field.keys

    def get(view: View) -> T:
        cache = view.cache
        if cache is not None and (found := cache.get(field)) is not None:
            return found  # type: ignore[no-any-return]
        node: Node | None = view.node
        for key in keys:
            node = node.values.get(key) if type(node) is Mapping else None
            if node is None:
                return missing
        assert node is not None
        made = read(view, field, node)
        if view.cache is None:
            view.cache = {}
        view.cache[field] = made
        return made

    return get


def text(keys: str) -> Field[str | None]:
    """A string; a number or a boolean where a string is wanted reads as it is written."""
    return Field(keys, _read_text, None)


def flag(keys: str) -> Field[bool | None]:
    """A boolean; None where it is not written or not one."""
    return Field(keys, _read_flag, None)


def integer(keys: str) -> Field[int | None]:
    """An integer; None where it is not written or not one."""
    return Field(keys, _read_integer, None)


def number_or_text(keys: str) -> Field[int | str | None]:
    """What Kubernetes calls IntOrString."""
    return Field(keys, _read_number_or_text, None)


def parsed(keys: str, parse: Callable[[str], T | None]) -> Field[T | None]:
    """A value with a syntax of its own; None where it is not written or does not parse."""
    # the same few amounts and images stand in many places, and each is asked for many times
    parse_once = lru_cache(maxsize=1024)(parse)

    def read(view: View, field: Field[Any], node: Node) -> T | None:
        written = _read_text(view, field, node)
        return None if written is None else parse_once(written)

    return Field(keys, read, None)


def texts(keys: str) -> Field[tuple[str, ...]]:
    """A list of strings, empty where it is not written."""
    return Field(keys, _read_texts, (), is_kept=True)


def text_map(keys: str) -> Field[dict[str, str]]:
    """A map of strings, empty where it is not written; entries that are no scalars are left out."""
    return Field(keys, _read_text_map, {}, is_kept=True)


def present(keys: str) -> Field[bool]:
    """Whether the field is written, and not null."""
    return Field(keys, lambda view, field, node: not is_null(node), False)


def part(keys: str, kind: type[V]) -> Field[V]:
    """A mapping as a view of its own, which may stand where nothing is written."""
    return _Part(keys, kind)


if TYPE_CHECKING:

    class _Part(Field[V]):
        def __init__(self, keys: str, kind: type[V]) -> None: ...

else:

    class _Part(Field):
        def __init__(self, keys: str, kind: type) -> None:
            self.keys = tuple(keys.split("/"))
            property.__init__(self, _of_part(self, kind))


def _of_part(field: Field[V], kind: type[V]) -> Callable[[View], V]:
    keys = field.keys

    def get(view: View) -> V:
        cache = view.cache
        if cache is not None and (found := cache.get(field)) is not None:
            return found  # type: ignore[no-any-return]
        node: Node | None = view.node
        for key in keys:
            node = node.values.get(key) if type(node) is Mapping else None
        if cache is None:
            cache = view.cache = {}
        made = cache[field] = kind(node, view, field)
        return made

    return get


def optional(keys: str, kind: type[V]) -> Field[V | None]:
    """A mapping as a view of its own; None where it is not written."""

    def read(view: View, field: Field[Any], node: Node) -> V | None:
        return kind(node, view, field) if type(node) is Mapping else None

    return Field(keys, read, None, is_kept=True)


def parts(keys: str, kind: type[V]) -> Field[tuple[V, ...]]:
    """A list of mappings as views; items that are no mappings are left out."""

    def read(view: View, field: Field[Any], node: Node) -> tuple[V, ...]:
        return (
            tuple([kind(item, view) for item in node.items if type(item) is Mapping]) if type(node) is Sequence else ()
        )

    return Field(keys, read, (), is_kept=True)


def is_null(node: Node) -> bool:
    return type(node) is Scalar and node.kind == "null"


def _read_text(view: View, field: Field[Any], node: Node) -> str | None:
    if type(node) is not Scalar:
        return None
    # most texts are letters; whether the others are null, their type tells
    return None if not node.style and node.text in NULLS and node.kind == "null" else node.text


def _read_flag(view: View, field: Field[Any], node: Node) -> bool | None:
    return node.text in TRUE if type(node) is Scalar and node.kind == "bool" else None


def _read_integer(view: View, field: Field[Any], node: Node) -> int | None:
    return as_integer(node) if type(node) is Scalar else None


def _read_number_or_text(view: View, field: Field[Any], node: Node) -> int | str | None:
    if type(node) is not Scalar:
        return None
    number = as_integer(node)
    return number if number is not None else _read_text(view, field, node)


def _read_texts(view: View, field: Field[Any], node: Node) -> tuple[str, ...]:
    if type(node) is not Sequence:
        return ()
    return tuple([item.text if type(item) is Scalar else "" for item in node.items])


def _read_text_map(view: View, field: Field[Any], node: Node) -> dict[str, str]:
    if type(node) is not Mapping:
        return {}
    return {key: value.text for key, value in node.values.items() if type(value) is Scalar}


def as_integer(node: Scalar) -> int | None:
    """The integer that a scalar is to Kubernetes; None where it is none, or none of 64 bits."""
    return json_integer(node.text) if node.kind in ("int", "float") else None
