"""The parts of the control plane that a pod runs: the API server, the controller manager, the scheduler and etcd."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from infracheck.model.container import Container
from infracheck.model.violation import Resource, Violation
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.model.fact import Note
    from infracheck.model.model import Model
    from infracheck.source.span import Span

C = TypeVar("C", bound="Component")
# what only starts the next word
_WRAPPERS = frozenset(("go-runner", "hyperkube", "tini", "dumb-init", "catatonit", "nice", "exec"))
_SWITCH = {"": True, "true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


class Flag(Record):
    """One flag of a command line; `value` is empty where it stands without one."""

    name: str
    value: str
    span: Span


class Component:
    """A container that runs a part of the control plane by its own name, and the flags that it is given.

    A flag that a variable fills in, or a file that takes the place of flags, leaves what it says unknown.
    """

    __slots__ = ("container", "flags", "place", "program")
    programs: ClassVar[tuple[str, ...]] = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")
    config_flags: ClassVar[tuple[str, ...]] = ()
    """The flags that name a file which takes the place of the others."""

    def __init__(self, container: Container, program: str, place: Span, flags: tuple[Flag, ...]) -> None:
        self.container = container
        self.program = program
        self.place = place
        self.flags = flags

    @classmethod
    def all_of(cls: type[C], model: Model) -> list[C]:
        """Every container of the model that runs one of these programs, unless a file sets what its flags would."""
        found: dict[str, list[tuple[Container, Span, tuple[Flag, ...]]]] = model.derive(
            Component, lambda: _components(model)
        )
        made = [cls(container, name, place, flags) for name in cls.programs for container, place, flags in found[name]]
        return [each for each in made if not any(each.is_given(name) for name in cls.config_flags)]

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
        """Whether a flag stands on the command line, or in the variable that this program reads for it."""
        return self.find(name) is not None

    def switch(self, name: str, *, default: bool) -> bool | None:
        """Whether a flag is on; None where that is not known."""
        flag = self.find(name)
        if flag is None:
            return None if self.is_given(name) else default
        return _SWITCH.get(flag.value.lower())

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...] | None:
        """What a flag lists, all its occurrences joined; None where that is not known."""
        given = [flag.value for flag in self.flags if flag.name == name]
        if not given:
            return default
        if any("$" in value for value in given):
            return None
        return tuple(word.strip() for value in given for word in value.split(",") if word.strip())

    def number(self, name: str) -> int | None:
        """The number that a flag gives, None where it gives none that can be read."""
        flag = self.find(name)
        return int(flag.value) if flag is not None and flag.value.lstrip("-").isdecimal() else None

    def violation(self, message: str, *, at: str | Flag | None = None, related: tuple[Note, ...] = ()) -> Violation:
        """Say what is wrong with a flag, where it stands, or where the program does if it is missing."""
        flag = self.find(at) if isinstance(at, str) else at
        return Violation(message, self.place if flag is None else flag.span, self.resource, related)


class ApiServer(Component):
    """A container that runs `kube-apiserver`."""

    __slots__ = ()
    programs = ("kube-apiserver",)

    @property
    def admission(self) -> tuple[str, ...] | None:
        """The plugins switched on beyond those that are on by default; None where that is not known."""
        # the older name, gone with Kubernetes 1.19, listed all of them
        return self.words("enable-admission-plugins", self.words("admission-control") or ())

    @property
    def authorization(self) -> tuple[str, ...] | None:
        """The modes of authorization, in their order; None where a file says it, or nothing that is known."""
        return None if self.is_given("authorization-config") else self.words("authorization-mode", ("AlwaysAllow",))


class ControllerManager(Component):
    """A container that runs `kube-controller-manager`."""

    __slots__ = ()
    programs = ("kube-controller-manager",)


class Scheduler(Component):
    """A container that runs `kube-scheduler`."""

    __slots__ = ()
    programs = ("kube-scheduler",)


class Etcd(Component):
    """A container that runs `etcd` and takes its settings from flags and variables."""

    __slots__ = ()
    programs = ("etcd",)
    config_flags = ("config-file",)

    def is_given(self, name: str) -> bool:
        """Whether a flag stands on the command line, or in a variable: `ETCD_CERT_FILE` is `--cert-file`."""
        if self.find(name) is not None:
            return True
        variable = f"ETCD_{name.upper().replace('-', '_')}"
        container = self.container
        return bool(container.env_from) or any(each.name == variable for each in container.env)


def _components(model: Model) -> dict[str, list[tuple[Container, Span, tuple[Flag, ...]]]]:
    found: dict[str, list[tuple[Container, Span, tuple[Flag, ...]]]] = {name: [] for name in Component.programs}
    for container in model.all(Container):
        words = (*container.command, *container.args)
        for index, word in enumerate(words):
            name = word.rpartition("/")[2]
            if name in found:
                found[name].append((container, _place(container, index), tuple(_flags(container, words, index + 1))))
            if name not in _WRAPPERS and not word.startswith("-"):
                # a shell too: what its script makes of the flags is not known
                break
    return found


def _place(container: Container, index: int) -> Span:
    count = len(container.command)
    if index < count:
        return container.place(Container.command, index)
    return container.place(Container.args, index - count)


def _flags(container: Container, words: tuple[str, ...], start: int) -> list[Flag]:
    flags = []
    for index in range(start, len(words)):
        word = words[index]
        if not word.startswith("-"):
            continue
        name, equals, value = word.lstrip("-").partition("=")
        following = words[index + 1] if index + 1 < len(words) else "-"
        if not equals and not following.startswith("-"):
            value = following
        # both separators name the same flag
        flags.append(Flag(name.replace("_", "-"), value, _place(container, index)))
    return flags
