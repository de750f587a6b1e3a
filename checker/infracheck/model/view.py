"""How entities are written: views over positioned nodes, their fields one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from infracheck.model.violation import Resource, Violation
from infracheck.source.tree import TRUE, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.fact import Note
    from infracheck.source.span import Span

T = TypeVar("T")
V = TypeVar("V", bound="View")
Read = Callable[["View", "Field[Any]", "Node | None"], T]
Place = "Field[Any] | Span | None"


class Field(Generic[T]):
    """A field of a view: on an instance its value, on the class the place where it stands or would stand."""

    __slots__ = ("keys", "read")

    def __init__(self, keys: str, read: Read[T]) -> None:
        self.keys = tuple(keys.split("/"))
        self.read = read

    @overload
    def __get__(self, view: None, owner: type) -> Field[T]: ...

    @overload
    def __get__(self, view: View, owner: type) -> T: ...

    def __get__(self, view: View | None, owner: type) -> Field[T] | T:
        if view is None:
            return self
        node: Node | None = view.node
        if node is None:
            return self.read(view, self, None)
        for key in self.keys:
            entry = node.entries.get(key) if type(node) is Mapping else None
            if entry is None:
                return self.read(view, self, None)
            node = entry[1]
        return self.read(view, self, node)


class View:
    """What stands in one mapping of a file, or would stand there: immutable, nothing copied, no default invented."""

    __slots__ = ("cache", "node", "owner", "slot")

    def __init__(self, node: Node | None, owner: View | None = None, slot: Field[Any] | None = None) -> None:
        self.node: Mapping | None = node if type(node) is Mapping else None
        self.owner = owner
        self.slot = slot
        self.cache: dict[Any, Any] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.span.path}:{self.span.line}>"

    @property
    def is_written(self) -> bool:
        """Whether the mapping stands in the file."""
        return self.node is not None

    @property
    def sets_anything(self) -> bool:
        """Whether anything stands in the mapping that is neither null nor an empty mapping or list."""
        return self.node is not None and any(not _is_empty(value) for _, value in self.node.entries.values())

    @property
    def span(self) -> Span:
        """The place of this mapping, or the nearest one that is written."""
        return self.remember("span", self._find_span)

    def _find_span(self) -> Span:
        if self.node is not None:
            return self.node.span
        assert self.owner is not None
        return self.owner.place(self.slot) if self.slot is not None else self.owner.span

    def place(self, field: Field[Any] | None, part: int | str | None = None) -> Span:
        """The place of a field: of its key and value, of one item or entry of it, or of where it would be written."""
        if field is None:
            return self.span
        node: Node | None = self.node
        entry: tuple[Scalar, Node] | None = None
        for key in field.keys:
            inner = node.entries.get(key) if type(node) is Mapping else None
            if inner is None:
                return self._nearest(node, entry)
            entry, node = inner, inner[1]
        if part is not None and node is not None and (found := _part(node, part)) is not None:
            return found
        return self._nearest(None, entry)

    def _nearest(self, node: Node | None, entry: tuple[Scalar, Node] | None) -> Span:
        """Where something is missing from `node`, which stands under `entry`: its first line, or the entry's key."""
        if type(node) is Mapping and node.entries and node is not self.node:
            return node.span
        return entry_span(*entry) if entry is not None else self.span

    @property
    def root(self) -> View:
        """The outermost view: the object that holds this one."""
        view = self
        while view.owner is not None:
            view = view.owner
        return view

    @property
    def resource(self) -> Resource:
        """The object that a finding here is about."""
        return self.remember("resource", lambda: self.root.resource)

    def violation(
        self, message: str, *, at: Field[Any] | Span | None = None, related: tuple[Note, ...] = ()
    ) -> Violation:
        """Say what is wrong here; `at` is a field (`Container.image`), a span, or nothing for the whole view."""
        span = self.place(at) if at is None or isinstance(at, Field) else at
        return Violation(message, span, self.resource, related)

    def remember(self, key: Any, make: Callable[[], T]) -> T:
        """Compute something once for this view."""
        if self.cache is None:
            self.cache = {}
        try:
            return self.cache[key]  # type: ignore[no-any-return]
        except KeyError:
            value = self.cache[key] = make()
            return value


def entry_span(key: Scalar, value: Node) -> Span:
    """The place of an entry: its key and its value where both stand on one line, else its key."""
    return key.joined(value) if type(value) is Scalar else key.span


def _part(node: Node, part: int | str) -> Span | None:
    if type(node) is Sequence and isinstance(part, int) and part < len(node.items):
        return node.items[part].span
    if type(node) is Mapping and isinstance(part, str) and part in node.entries:
        return entry_span(*node.entries[part])
    return None


def text(keys: str) -> Field[str | None]:
    """A string; a number or a boolean where a string is wanted reads as it is written."""
    return Field(keys, _read_text)


def flag(keys: str) -> Field[bool | None]:
    """A boolean; None where it is not written or not one."""
    return Field(keys, _read_flag)


def integer(keys: str) -> Field[int | None]:
    """An integer; None where it is not written or not one."""
    return Field(keys, _read_integer)


def number_or_text(keys: str) -> Field[int | str | None]:
    """What Kubernetes calls IntOrString."""
    return Field(keys, _read_number_or_text)


def parsed(keys: str, parse: Callable[[str], T | None]) -> Field[T | None]:
    """A value with a syntax of its own; None where it is not written or does not parse."""

    def read(view: View, field: Field[Any], node: Node | None) -> T | None:
        written = _read_text(view, field, node)
        return None if written is None else parse(written)

    return Field(keys, read)


def texts(keys: str) -> Field[tuple[str, ...]]:
    """A list of strings, empty where it is not written."""
    return Field(keys, _read_texts)


def text_map(keys: str) -> Field[dict[str, str]]:
    """A map of strings, empty where it is not written; entries that are no scalars are left out."""
    return Field(keys, _read_text_map)


def present(keys: str) -> Field[bool]:
    """Whether the field is written, and not null."""
    return Field(keys, lambda view, field, node: node is not None and not _is_null(node))


def _kept(view: View, field: Field[Any], kind: type[V], node: Node | None) -> V:
    cache = view.cache
    if cache is None:
        cache = view.cache = {}
    found: V | None = cache.get(field)
    if found is None:
        found = cache[field] = kind(node, view, field)
    return found


def part(keys: str, kind: type[V]) -> Field[V]:
    """A mapping as a view of its own, which may stand where nothing is written."""

    def read(view: View, field: Field[Any], node: Node | None) -> V:
        return _kept(view, field, kind, node)

    return Field(keys, read)


def optional(keys: str, kind: type[V]) -> Field[V | None]:
    """A mapping as a view of its own; None where it is not written."""

    def read(view: View, field: Field[Any], node: Node | None) -> V | None:
        return _kept(view, field, kind, node) if type(node) is Mapping else None

    return Field(keys, read)


def parts(keys: str, kind: type[V]) -> Field[tuple[V, ...]]:
    """A list of mappings as views; items that are no mappings are left out."""

    def read(view: View, field: Field[Any], node: Node | None) -> tuple[V, ...]:
        if type(node) is not Sequence:
            return ()
        items = node.items
        return view.remember(field, lambda: tuple(kind(item, view) for item in items if type(item) is Mapping))

    return Field(keys, read)


def keyed_parts(keys: str, kind: type[V]) -> Field[dict[str, V]]:
    """A map of mappings as views by their keys."""

    def read(view: View, field: Field[Any], node: Node | None) -> dict[str, V]:
        if type(node) is not Mapping:
            return {}
        entries = node.entries
        return view.remember(field, lambda: {k: kind(v, view) for k, (_, v) in entries.items() if type(v) is Mapping})

    return Field(keys, read)


def _is_empty(node: Node) -> bool:
    if type(node) is Mapping:
        return not node.entries
    return not node.items if type(node) is Sequence else _is_null(node)


def _is_null(node: Node) -> bool:
    return type(node) is Scalar and node.kind == "null"


def _read_text(view: View, field: Field[Any], node: Node | None) -> str | None:
    return None if type(node) is not Scalar or (not node.style and node.kind == "null") else node.text


def _read_flag(view: View, field: Field[Any], node: Node | None) -> bool | None:
    return node.text in TRUE if type(node) is Scalar and node.kind == "bool" else None


def _read_integer(view: View, field: Field[Any], node: Node | None) -> int | None:
    return as_integer(node) if type(node) is Scalar else None


def _read_number_or_text(view: View, field: Field[Any], node: Node | None) -> int | str | None:
    if type(node) is not Scalar:
        return None
    number = as_integer(node)
    return number if number is not None else _read_text(view, field, node)


def _read_texts(view: View, field: Field[Any], node: Node | None) -> tuple[str, ...]:
    if type(node) is not Sequence:
        return ()
    return tuple(item.text if type(item) is Scalar else "" for item in node.items)


def _read_text_map(view: View, field: Field[Any], node: Node | None) -> dict[str, str]:
    if type(node) is not Mapping:
        return {}
    entries = node.entries
    return view.remember(field, lambda: {k: value.text for k, (_, value) in entries.items() if type(value) is Scalar})


_DIGITS_OF_INT64 = 30


def as_integer(node: Scalar) -> int | None:
    """The number that a scalar is to Kubernetes; None where it is none, or none that fits."""
    kind = node.kind
    digits = node.text.replace("_", "")
    if len(digits) > _DIGITS_OF_INT64:
        return None
    if kind == "int":
        sign = -1 if digits.startswith("-") else 1
        plain = digits.lstrip("+-").lower()
        if plain.startswith(("0x", "0b", "0o")):
            return sign * int(plain, 0)
        return sign * int(plain, 8 if len(plain) > 1 and plain.startswith("0") else 10)
    if kind == "float" and digits.lower().strip("+-") not in (".inf", ".nan"):
        value = float(digits)
        return int(value) if value.is_integer() else None
    return None


def walk(node: Node) -> Iterator[Mapping]:
    """Every mapping of a tree, the outer before the inner, each once however often it is aliased."""
    stack: list[Node] = [node]
    seen: set[int] = set()
    while stack:
        current = stack.pop()
        if type(current) is Scalar or id(current) in seen:
            continue
        seen.add(id(current))
        if type(current) is Mapping:
            yield current
            stack.extend(value for _, value in reversed(current.entries.values()) if type(value) is not Scalar)
        elif type(current) is Sequence:
            stack.extend(item for item in reversed(current.items) if type(item) is not Scalar)
