"""How entities are written: views over positioned nodes, their fields one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from infracheck.errors import MisuseError
from infracheck.model.base.field import Field, is_null
from infracheck.model.base.violation import Resource, Violation
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.base.fact import Note
    from infracheck.source.text.span import Span

T = TypeVar("T")


def remembered(make: Callable[[Any], T]) -> T:
    """A property that is worked out once for each view."""

    def get(view: View) -> T:
        cache = view.cache
        if cache is None:
            cache = view.cache = {}
        try:
            return cache[make]  # type: ignore[no-any-return]
        except KeyError:
            found = cache[make] = make(view)
            return found

    # to a type checker, what it yields
    return property(get, doc=make.__doc__)  # type: ignore[return-value]


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
        return self.node is not None and any(not _is_empty(value) for value in self.node.values.values())

    @remembered
    def span(self) -> Span:
        """The place of this mapping, or the nearest one that is written."""
        if self.node is not None:
            return self.node.span
        assert self.owner is not None
        return self.owner.place(self.slot) if self.slot is not None else self.owner.span

    def place(self, field: Field[Any] | None, part: int | str | None = None) -> Span:
        """The place of a field: of its key and value, of one item or entry of it, or of where it would be written."""
        if field is None:
            return self.span
        node: Node | None = self.node
        holder: Mapping | None = None
        name = ""
        for key in field.keys:
            inner = node.values.get(key) if type(node) is Mapping else None
            if inner is None:
                # most violations are about what is missing from the view itself
                return self.span if holder is None else self._nearest(node, holder, name)
            if type(node) is Mapping:
                holder, name, node = node, key, inner
        if part is not None and node is not None and (found := _part(node, part)) is not None:
            return found
        return self._nearest(None, holder, name)

    def _nearest(self, node: Node | None, holder: Mapping | None, name: str) -> Span:
        """Where something is missing from `node`, which `holder` has under `name`: its first line, or that entry."""
        if type(node) is Mapping and node.values and node is not self.node:
            return node.span
        return holder.entry_span(name) if holder is not None else self.span

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
        return self.root.resource

    def violation(
        self, message: str, *, at: Field[Any] | Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """Say what is wrong here; `at` is a field (`Container.image`), a span, or nothing for the whole view.

        An object as a whole stands at its name. `remedy` says what to write; without one, a finding has that of its
        policy.
        """
        if isinstance(at, Field):
            if not isinstance(self, at.owner):
                raise _misplaced(at, self)
            span = self.place(at)
        else:
            span = self.span if at is None else at
        view = self
        while view.owner is not None:
            view = view.owner
        # past the constructor, as in `Source.span`: most of what a scan makes are violations and their places
        return tuple.__new__(Violation, (message, span, view.resource, related, remedy))

    def remember(self, make: Callable[..., T], *of: Any) -> T:
        """What a function makes of this view, and of further things where it takes any: worked out once for these."""
        key = (make, *of) if of else make
        if self.cache is None:
            self.cache = {}
        try:
            return self.cache[key]  # type: ignore[no-any-return]
        except KeyError:
            value = self.cache[key] = make(self, *of)
            return value


def _misplaced(field: Field[Any], view: View) -> MisuseError:
    owner = field.owner.__name__
    return MisuseError(f"at={owner}.{field.name} names a field of {owner} in a violation of {type(view).__name__}")


def _part(node: Node, part: int | str) -> Span | None:
    if type(node) is Sequence and isinstance(part, int) and part < len(node.items):
        return node.items[part].span
    if type(node) is Mapping and isinstance(part, str) and part in node.values:
        return node.entry_span(part)
    return None


def _is_empty(node: Node) -> bool:
    if type(node) is Mapping:
        return not node.values
    return not node.items if type(node) is Sequence else is_null(node)


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
            stack.extend(value for value in reversed(current.values.values()) if type(value) is not Scalar)
        elif type(current) is Sequence:
            stack.extend(item for item in reversed(current.items) if type(item) is not Scalar)


_LONGEST_NAME = 253


def texts_in(root: Mapping) -> set[str]:
    """Every scalar value of a tree that is short enough to be the name of an object."""
    found: set[str] = set()
    stack: list[Node] = [root]
    seen: set[int] = set()
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if type(current) is Mapping:
            for value in current.values.values():
                if type(value) is not Scalar:
                    stack.append(value)
                elif len(value.text) <= _LONGEST_NAME:
                    found.add(value.text)
        elif type(current) is Sequence:
            for value in current.items:
                if type(value) is not Scalar:
                    stack.append(value)
                elif len(value.text) <= _LONGEST_NAME:
                    found.add(value.text)
    return found
