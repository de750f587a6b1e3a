"""Programs that containers run by their own names, and the flags that they are given."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from infracheck.knowledge.words.switches import GO_BOOLEANS
from infracheck.model.base.violation import Resource, Violation
from infracheck.model.entities.container import Container
from infracheck.model.image.called import called
from infracheck.record import Record
from infracheck.source.text.numerals import flag_integer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infracheck.model.base.fact import Note
    from infracheck.model.base.view import View
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span

_PROGRAMS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kubelet", "kube-proxy")
# pflag: a flag without a value is on
SWITCH = {"": True, **GO_BOOLEANS}


class Flag(Record):
    """One flag of a command line.

    `value` is empty where it stands without one and None where it is not known; `because` is how it comes by it.
    """

    name: str
    value: str | None
    span: Span
    because: tuple[Note, ...] = ()
    is_emptied: bool = False
    """Whether it is given an empty value: `--client-ca-file=` sets the flag to what it is without."""


class Program:
    """A program with the settings that it is given, by the names of its flags.

    `at=` of a violation is the name of a flag, or the flag itself.
    """

    __slots__ = ("flags", "holder", "program_span")
    program: ClassVar[str]

    def __init__(self, holder: View, program_span: Span, flags: tuple[Flag, ...]) -> None:
        self.holder = holder
        self.program_span = program_span
        self.flags = flags

    @property
    def span(self) -> Span:
        """The place of what it stands in."""
        return self.holder.span

    @property
    def resource(self) -> Resource:
        """The object that runs it, or holds its configuration."""
        return self.holder.resource

    def find(self, name: str) -> Flag | None:
        """The flag of a name that counts: the last one."""
        return next((flag for flag in reversed(self.flags) if flag.name == name), None)

    def is_given(self, name: str) -> bool:
        """Whether a flag stands on the command line, or in the variable that this program reads for it.

        One with an empty value counts as not given.
        """
        flag = self.find(name)
        return flag is not None and not flag.is_emptied

    def gate(self, name: str) -> Flag | None:
        """What sets a feature gate, with the gate's value: the last mention of it."""
        for flag in reversed(self.flags):
            for gate in reversed((flag.value or "").split(",") if flag.name == "feature-gates" else ()):
                of, _, value = gate.partition("=")
                if of.strip() == name:
                    return flag._replace(value=value.strip())
        return None

    def is_gate_off(self, name: str) -> bool:
        """Whether a feature gate is switched off."""
        gate = self.gate(name)
        return gate is not None and GO_BOOLEANS.get(gate.value or "") is False

    def switch(self, name: str, *, default: bool) -> bool | None:
        """Whether a flag is on; None where that is not known."""
        flag = self.find(name)
        if flag is None:
            return None if self.is_given(name) else default
        return None if flag.value is None else SWITCH.get(flag.value)

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...] | None:
        """What a flag lists, all its occurrences joined; None where that is not known."""
        given = [flag.value for flag in self.flags if flag.name == name]
        if not given:
            return default
        known = [value for value in given if value is not None]
        if len(known) < len(given):
            return None
        return tuple(word.strip() for value in known for word in value.split(",") if word.strip())

    def number(self, name: str) -> int | None:
        """The number that a flag gives, None where it gives none that can be read."""
        flag = self.find(name)
        value = "" if flag is None else flag.value or ""
        return flag_integer(value)

    def place(self, name: str) -> Span:
        """The place of the flag of a name, or of the program if it is missing."""
        flag = self.find(name)
        return self.program_span if flag is None else flag.span

    def violation(
        self, message: str, *, at: str | Flag = "", related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """Say what is wrong with a flag or the one of a name, where it stands, or the program if it is missing."""
        flag = self.find(at) if isinstance(at, str) else at
        if flag is None:
            return Violation(message, self.program_span, self.resource, related, remedy)
        return Violation(message, flag.span, self.resource, (*flag.because, *related), remedy)


class Running(Record):
    """A container that runs a program, the place of the program's name, and the flags behind it."""

    container: Container
    program_span: Span
    flags: tuple[Flag, ...]


def containers_running(model: Model, program: str) -> list[Running]:
    """The containers of a model that run a program of Kubernetes by its own name."""
    found: dict[str, list[Running]] = model.derive(_running)
    return found[program]


def _running(model: Model) -> dict[str, list[Running]]:
    found: dict[str, list[Running]] = {name: [] for name in _PROGRAMS}

    def look_at(container: Container) -> None:
        words = [*container.command, *container.args]
        # most run something else
        if any(word.endswith(_PROGRAMS) for word in words):
            # behind a shell no program is seen: what its script makes of the flags is not known
            path, _, _, start = called(words)
            program = path.rpartition("/")[2]
            if program in found:
                flags = tuple(_flags(container, words, start + 1))
                found[program].append(Running(container, _place(container, start), flags))

    model.gather(model.all(Container), look_at)
    return found


def _place(container: Container, index: int) -> Span:
    count = len(container.command)
    if index < count:
        return container.place(Container.command, index)
    return container.place(Container.args, index - count)


def _flags(container: Container, words: list[str], start: int) -> Iterator[Flag]:
    for index in range(start, len(words)):
        word = words[index]
        if word == "--":
            # what follows is no flag
            return
        name, equals, value = word.lstrip("-").partition("=")
        if not name or not word.startswith("-"):
            continue
        following = words[index + 1] if index + 1 < len(words) else "-"
        is_valued = bool(equals) or not following.startswith("-")
        if not equals and is_valued:
            value = following
        # both separators name the same flag
        name, place = name.replace("_", "-"), partial(_place, container, index)
        if "$" not in value:
            yield Flag(name, value, place(), is_emptied=is_valued and not value)
            continue
        variable = container.environment.argument(name, value, place)
        text = variable.text
        # what Kubernetes leaves as it is, another tool may fill in
        known = None if text is None or "$" in text else text
        yield Flag(name, known, place(), variable.because, is_emptied=text == "")
