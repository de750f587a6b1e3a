"""The stages of a Dockerfile: what each starts from and what its instructions leave in its image."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.values import ImageReference, User
from infracheck.model.base.violation import Resource, Violation
from infracheck.model.image.command import RunCommand
from infracheck.model.image.instruction import Instruction, RunInstruction
from infracheck.model.image.platform_of_stage import is_windows
from infracheck.model.image.reference import reference_of
from infracheck.model.image.scope import Scope
from infracheck.model.image.state import EnvVariable, ExposedPort, State, ports_of, sets_setuid, state_of
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.model.image.dockerfile import Dockerfile


class Stage:
    """A build stage: from its FROM, which is the first of its instructions, to the next."""

    __slots__ = (
        "_base",
        "_base_stage",
        "_calls",
        "_commands",
        "_is_scratch",
        "_is_windows",
        "_last",
        "_lineage",
        "_name",
        "_runs",
        "_scope",
        "_shells",
        "_state",
        "dockerfile",
        "index",
        "instructions",
        "origin",
    )

    origin: Instruction
    """The FROM instruction."""

    def __init__(self, dockerfile: Dockerfile, index: int) -> None:
        self.dockerfile = dockerfile
        self.index = index
        self.instructions: tuple[Instruction, ...] = ()
        self._base: Fact[ImageReference] | None = None
        self._base_stage: Stage | None = None
        self._calls: dict[str, list[RunCommand]] | None = None
        self._commands: tuple[RunCommand, ...] | None = None
        self._is_scratch: bool | None = None
        self._is_windows: bool | None = None
        self._last: dict[str, Instruction] | None = None
        self._lineage: tuple[Stage, ...] | None = None
        self._name: str | None = ""
        self._runs: tuple[RunInstruction, ...] | None = None
        self._scope: Scope | None = None
        self._shells: list[Instruction] | None = None
        self._state: State | None = None

    def hold(self, instructions: list[Instruction]) -> None:
        """Take in the instructions: they know their stage, and so are made after it."""
        self.instructions = tuple(instructions)
        self.origin = instructions[0]

    def __repr__(self) -> str:
        return f"Stage({self.dockerfile.path!r}, {self.index})"

    @property
    def name(self) -> str | None:
        """The name after AS, in lower case as BuildKit takes it."""
        if self._name == "":
            words = self.origin.words
            self._name = words[2].text.lower() if len(words) == 3 and words[1].text.lower() == "as" else None
        return self._name

    @property
    def is_final(self) -> bool:
        """Whether the build yields this stage's image, unless it is told another target."""
        return self is self.dockerfile.final

    @property
    def span(self) -> Span:
        """The place of the FROM."""
        return self.origin.span

    @property
    def resource(self) -> Resource:
        """The Dockerfile, as findings name it."""
        return self.dockerfile.resource

    @property
    def base(self) -> Fact[ImageReference]:
        """The image after FROM; where `base_stage` is not None, it is that stage's name."""
        if self._base is None:
            self._base = self._read_base()
        return self._base

    @property
    def tagged_base(self) -> Fact[ImageReference]:
        """The image after FROM as far as its tag and digest are known, whatever a variable before them holds."""
        if isinstance(self.base, Known):
            return self.base
        if not self.origin.words:
            return self.base
        word, scope = self.origin.words[0], self.dockerfile.global_scope
        return reference_of(scope, word.text, self.origin.position, Note("FROM names the image", word.span), self)

    @property
    def default_base(self) -> str | None:
        """What stands after FROM in a build that is given no arguments; None where that is not known."""
        if not self.origin.words:
            return None
        return self.dockerfile.global_scope.expand_by_defaults(self.origin.words[0].text)

    @property
    def continues_build(self) -> bool:
        """Whether FROM names another build, by a context of a Compose or Bake file: what that leaves is not known."""
        word = self.origin.words[0].text if self.origin.words else ""
        context = self.dockerfile.contexts.get(word.lower())
        return context is not None and not context.value.startswith("docker-image://")

    @property
    def base_span(self) -> Span:
        """The place of the image after FROM."""
        return self.origin.words[0].span if self.origin.words else self.span

    @property
    def base_stage(self) -> Stage | None:
        """The earlier stage that this one continues."""
        if not self.dockerfile.is_linked:
            self.dockerfile.link()
        return self._base_stage

    @property
    def is_scratch(self) -> bool:
        """Whether this stage starts from nothing."""
        if self._is_scratch is None:
            base = self.base
            self._is_scratch = isinstance(base, Known) and base.value.text == "scratch" and self.base_stage is None
        return self._is_scratch

    @property
    def starts_bare(self) -> bool:
        """Whether no image that this stage starts from sets variables: that of a system does not, nor does scratch."""
        first = self.lineage()[-1]
        return first.is_scratch or (isinstance(first.base, Known) and first.base.value.is_system)

    @property
    def is_windows(self) -> bool:
        """Whether its image is one of Windows, as far as base, platform and escape character say."""
        if self._is_windows is None:
            self._is_windows = is_windows(self)
        return self._is_windows

    @property
    def platform(self) -> Fact[str] | None:
        """The value of `--platform`, None where none is given."""
        flag = self.origin.flag("platform")
        if flag is None or flag.value is None:
            return None
        value = self.dockerfile.global_scope.expand_text(flag.value, self.origin.position)
        return Unknown("the build sets the platform") if value is None else Known(value)

    @property
    def user(self) -> Fact[User]:
        """The user that the image's process runs as, because of the USER that decides it."""
        return self.state.user

    @property
    def workdir(self) -> Fact[str]:
        """The working directory, in POSIX form."""
        return self.state.workdir

    @property
    def env(self) -> dict[str, EnvVariable]:
        """The variables that the file's ENV instructions leave in the image, those of base stages included."""
        found: dict[str, EnvVariable] = {}
        for stage in self.lineage():
            for name, definitions in stage.scope.definitions.items():
                last = next((entry for _, entry in reversed(definitions) if entry.keyword == "ENV"), None)
                if last is not None and name not in found:
                    found[name] = EnvVariable(name, last.variable.value, last.span)
        return found

    @property
    def exposed_ports(self) -> tuple[ExposedPort, ...]:
        """The ports that EXPOSE names in this stage and in its base stages, as far as they are known."""
        return tuple(port for stage in self.lineage() for port in ports_of(stage))

    @property
    def entrypoint(self) -> Instruction | None:
        """The ENTRYPOINT that counts; None where this file has none."""
        return self.last("ENTRYPOINT")

    @property
    def cmd(self) -> Instruction | None:
        """The CMD that counts; None where this file has none, or an ENTRYPOINT of a later stage has reset it."""
        for stage in self.lineage():
            found = stage.own("CMD")
            if found is not None or stage.own("ENTRYPOINT") is not None:
                return found
        return None

    @property
    def healthcheck(self) -> Instruction | None:
        """The HEALTHCHECK that counts, `HEALTHCHECK NONE` too; None where this file has none."""
        return self.last("HEALTHCHECK")

    @property
    def runs(self) -> tuple[RunInstruction, ...]:
        """The RUN instructions of this stage."""
        if self._runs is None:
            self._runs = tuple([found for found in self.instructions if isinstance(found, RunInstruction)])
        return self._runs

    @property
    def commands(self) -> tuple[RunCommand, ...]:
        """The shell commands of this stage's RUN instructions."""
        if self._commands is None:
            self._commands = tuple([command for run in self.runs for command in run.commands])
        return self._commands

    def calls(self, *programs: str) -> tuple[RunCommand, ...]:
        """The commands of RUN, one behind ONBUILD included, that call one of these programs."""
        if self._calls is None:
            self._calls = {}
            for command in (*self.commands, *self._trigger_commands):
                self._calls.setdefault(command.program, []).append(command)
        # a build calls few of all the programs that policies know
        if self._calls.keys().isdisjoint(programs):
            return ()
        return tuple([command for program in programs for command in self._calls.get(program, ())])

    @property
    def sudo_commands(self) -> tuple[RunCommand, ...]:
        """The commands that RUN, one behind ONBUILD included, starts through sudo."""
        commands = (*self.commands, *self._trigger_commands)
        return tuple(
            [
                each
                for each in commands
                if each.name == "sudo" or (each.name != each.program and "sudo" in each.wrappers)
            ]
        )

    @property
    def _trigger_commands(self) -> list[RunCommand]:
        if self.own("ONBUILD") is None:
            return []
        triggers = [found.trigger for found in self.instructions if found.name == "ONBUILD"]
        return [command for run in triggers if isinstance(run, RunInstruction) for command in run.commands]

    @property
    def setuid_commands(self) -> tuple[RunCommand, ...]:
        """The chmod commands that set the setuid or the setgid bit."""
        return tuple(command for command in self.commands if sets_setuid(command))

    @property
    def scope(self) -> Scope:
        """The variables of this stage."""
        if self._scope is None:
            self.settle_all()
        assert self._scope is not None
        return self._scope

    @property
    def state(self) -> State:
        """What the stage leaves in its image."""
        self.settle_all()
        assert self._state is not None
        return self._state

    def settle_all(self) -> None:
        """Work out this stage, the stages that it continues first: a chain may be long, so there is no recursion."""
        if self._state is None:
            for stage in reversed(self.lineage()):
                stage.settle()

    def settle(self) -> None:
        """Work out this stage, that which it continues being worked out."""
        if self._scope is not None:
            return
        base, file = self.base_stage, self.dockerfile
        parent = None if base is None else base.scope
        absent = file.variables if self.starts_bare else frozenset()
        self._scope = Scope(file.tree.escape, file.budget, file.global_scope, parent, absent)
        for found in self.instructions:
            if found.name in ("ENV", "ARG"):
                self._scope.add(found.position, found.node)
        self._state = state_of(self, None if base is None else base.state)

    def lineage(self) -> tuple[Stage, ...]:
        """This stage, the stage it continues, and so on."""
        if self._lineage is None:
            stages = [self]
            while (base := stages[-1].base_stage) is not None:
                stages.append(base)
            self._lineage = tuple(stages)
        return self._lineage

    def own(self, name: str) -> Instruction | None:
        """The last instruction of that name in this stage."""
        if self._last is None:
            self._last = {found.name: found for found in self.instructions}
        return self._last.get(name)

    def last(self, name: str) -> Instruction | None:
        """The last instruction of that name in this stage or, where it has none, in the nearest base stage with one."""
        return next((found for stage in self.lineage() if (found := stage.own(name)) is not None), None)

    def shell_at(self, position: int) -> Instruction | None:
        """The SHELL that counts at an instruction, None for the default."""
        if self._shells is None:
            own = [found for found in self.instructions if found.name == "SHELL" and found.words and found.is_json]
            before = None if self.base_stage is None else self.base_stage.last("SHELL")
            self._shells = own if before is None or not before.words else [before, *own]
        count = bisect_left(self._shells, position, key=_position)
        return self._shells[count - 1] if count else None

    def violation(
        self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """A violation at the FROM, or at a place within the stage."""
        return Violation(message, self.span if at is None else at, self.resource, related, remedy)

    def _read_base(self) -> Fact[ImageReference]:
        if not self.origin.words:
            return Unknown("FROM names no image")
        word = self.origin.words[0]
        text = self.dockerfile.global_scope.expand(word, self.origin.position)
        if isinstance(text, Unknown):
            return text
        context = self.dockerfile.contexts.get(text.value.lower())
        if context is not None:
            return context.named_at(Note("FROM names the image", word.span))
        if not text.value:
            return Unknown("the image name is empty after expansion")
        if text.value.endswith("@"):
            return Unknown("the image digest is empty after expansion")
        return Known(ImageReference.parse(text.value), (Note("FROM names the image", word.span), *text.because))

    def continue_from(self, base: Stage | None) -> None:
        """Set the stage that this one continues: the Dockerfile knows it once all names are read."""
        self._base_stage = base


def _position(instruction: Instruction) -> int:
    return instruction.position
