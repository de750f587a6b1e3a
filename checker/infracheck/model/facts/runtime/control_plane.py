"""The parts of the control plane that a pod runs: the API server, the controller manager, the scheduler and etcd."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from infracheck.knowledge.words.switches import GO_BOOLEANS
from infracheck.model.base.violation import Resource, Violation
from infracheck.model.entities.container import Container
from infracheck.model.image.called import called
from infracheck.record import Record
from infracheck.source.text.numerals import flag_integer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infracheck.model.base.fact import Note
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span

C = TypeVar("C", bound="Component")
_PROGRAMS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")
# pflag: a flag without a value is on
_SWITCH = {"": True, **GO_BOOLEANS}


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


class Component:
    """A container that runs a part of the control plane by its own name, and the flags that it is given."""

    __slots__ = ("container", "flags", "program_span")
    program: ClassVar[str]
    config_flag: ClassVar[str] = ""
    """The flag that names a file which takes the place of the others."""

    def __init__(self, container: Container, program_span: Span, flags: tuple[Flag, ...]) -> None:
        self.container = container
        self.program_span = program_span
        self.flags = flags

    @classmethod
    def all_of(cls: type[C], model: Model) -> list[C]:
        """Every container of the model that runs this program, unless a file sets what its flags would."""
        found: dict[str, list[tuple[Container, Span, tuple[Flag, ...]]]] = model.derive(_components)
        made = [cls(*each) for each in found[cls.program]]
        return [each for each in made if each.find(cls.config_flag) is None]

    @property
    def span(self) -> Span:
        """The place of the container."""
        return self.container.span

    @property
    def resource(self) -> Resource:
        """The object that runs it."""
        return self.container.resource

    def find(self, name: str) -> Flag | None:
        """The flag of a name that counts: the last one."""
        return next((flag for flag in reversed(self.flags) if flag.name == name), None)

    def is_given(self, name: str) -> bool:
        """Whether a flag stands on the command line, or in the variable that this program reads for it.

        One with an empty value counts as not given.
        """
        flag = self.find(name)
        return flag is not None and not flag.is_emptied

    def switch(self, name: str, *, default: bool) -> bool | None:
        """Whether a flag is on; None where that is not known."""
        flag = self.find(name)
        if flag is None:
            return None if self.is_given(name) else default
        return None if flag.value is None else _SWITCH.get(flag.value)

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

    def violation(self, message: str, *, at: str = "", remedy: str = "") -> Violation:
        """Say what is wrong with the flag of a name, where it stands, or where the program does if it is missing."""
        flag = self.find(at)
        if flag is None:
            return Violation(message, self.program_span, self.resource, (), remedy)
        return Violation(message, flag.span, self.resource, flag.because, remedy)


class ApiServer(Component):
    """A container that runs `kube-apiserver`."""

    __slots__ = ()
    program = "kube-apiserver"

    @property
    def admission(self) -> tuple[str, ...] | None:
        """The plugins switched on beyond those that are on by default; None where that is not known."""
        # the older name, gone with Kubernetes 1.19, listed all of them
        name = "enable-admission-plugins"
        return self.words(name if self.is_given(name) else "admission-control")

    @property
    def authorization(self) -> tuple[str, ...] | None:
        """The modes of authorization, in their order; None where a file says it, or nothing that is known."""
        return None if self.is_given("authorization-config") else self.words("authorization-mode", ("AlwaysAllow",))


class ControllerManager(Component):
    """A container that runs `kube-controller-manager`."""

    __slots__ = ()
    program = "kube-controller-manager"


class Scheduler(Component):
    """A container that runs `kube-scheduler`."""

    __slots__ = ()
    program = "kube-scheduler"


class Etcd(Component):
    """A container that runs `etcd` and takes its settings from flags and variables."""

    __slots__ = ()
    program = "etcd"
    config_flag = "config-file"

    def is_given(self, name: str) -> bool:
        """Whether a flag stands on the command line, or in a variable: `ETCD_CERT_FILE` is `--cert-file`.

        A flag on the command line counts before its variable, and an empty variable is none (etcd, SetFlagsFromEnv).
        """
        if self.find(name) is not None:
            return super().is_given(name)
        variable = f"ETCD_{name.upper().replace('-', '_')}"
        container = self.container
        return bool(container.env_from) or any(
            each.name == variable and (each.value or each.is_reference) for each in container.env
        )


def _components(model: Model) -> dict[str, list[tuple[Container, Span, tuple[Flag, ...]]]]:
    found: dict[str, list[tuple[Container, Span, tuple[Flag, ...]]]] = {name: [] for name in _PROGRAMS}

    def look_at(container: Container) -> None:
        words = [*container.command, *container.args]
        # most run something else
        if any(word.endswith(_PROGRAMS) for word in words):
            # behind a shell no program is seen: what its script makes of the flags is not known
            path, _, _, start = called(words)
            program = path.rpartition("/")[2]
            if program in found:
                flags = tuple(_flags(container, words, start + 1))
                found[program].append((container, _place(container, start), flags))

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
