"""What a container's command line sets, and what of it stays unexpanded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from infracheck.model.entities.variable import Variable
from infracheck.model.facts.environment.environment import Reference
from infracheck.model.facts.references.makers import is_replaced

if TYPE_CHECKING:
    from infracheck.model.base.field import Field
    from infracheck.model.entities.container import Container
    from infracheck.source.text.span import Span

_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh", "busybox", "pwsh", "powershell", "cmd"))


def arguments_of(container: Container) -> tuple[Variable, ...]:
    """The arguments that set something, their references expanded."""
    return tuple(_arguments(container))


def _arguments(container: Container) -> Iterator[Variable]:
    for field, words in _lists(container):
        for index, word in enumerate(words):
            if " " in word or "\n" in word or len(word) > _LONGEST:
                # a script of a shell, or a sentence
                continue
            name, equals, value = word.partition("=")
            if equals:
                if name.startswith("-") or name.replace("_", "a").isidentifier():
                    yield container.environment.argument(name, value, _place(container, field, index))
            elif len(word) > 1 and word.startswith("-") and index + 1 < len(words):
                following = words[index + 1]
                if following[:1] != "-" and len(following) < _LONGEST and "\n" not in following:
                    yield container.environment.argument(word, following, _place(container, field, index + 1))


_LONGEST = 65_536


def unresolved_of(container: Container) -> tuple[Reference, ...]:
    """The references that Kubernetes leaves as they are; none that a shell would run or another tool fills in."""
    found = list(container.environment.unresolved)
    if not found and not any("$(" in word for word in (*container.command, *container.args)):
        return ()
    if _is_template(container):
        return ()
    has_shell = any(word.rpartition("/")[2] in _SHELLS for word in (*container.command[:2], *container.args[:2]))
    for field, words in () if has_shell else _lists(container):
        for index, word in enumerate(words):
            if "$(" in word and "\n" not in word:
                place = _place(container, field, index)
                found.extend(container.environment.unresolved_in(word, "an argument", place))
    return tuple(each for each in found if not is_replaced(container.workload.model, each.name))


def _is_template(container: Container) -> bool:
    """Whether something puts values into the manifest: an image, or a variable that is nothing but its own name."""
    if container.image is not None and "$" in container.image.text:
        return True
    return any(value.startswith("$(") and value == f"$({name})" for name, value, _ in container.literals)


def _lists(container: Container) -> tuple[tuple[Field[tuple[str, ...]], tuple[str, ...]], ...]:
    kind = type(container)
    return (kind.command, container.command), (kind.args, container.args)


def _place(container: Container, field: Field[tuple[str, ...]], index: int) -> Callable[[], Span]:
    return lambda: container.place(field, index)
