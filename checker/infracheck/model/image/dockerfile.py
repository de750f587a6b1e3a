"""The container image that a Dockerfile builds."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.values import ImageReference, User
from infracheck.model.base.violation import Resource, Violation
from infracheck.model.image.command import RunCommand
from infracheck.model.image.instruction import (
    CopyInstruction,
    ExposeInstruction,
    Instruction,
    PairInstruction,
    RunInstruction,
    WorkdirInstruction,
    make_instruction,
)
from infracheck.model.image.reference import BuildContext
from infracheck.model.image.scope import Budget, Scope
from infracheck.model.image.stage import Stage
from infracheck.model.image.state import EnvVariable, ExposedPort
from infracheck.source.text.numerals import integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infracheck.source.docker.tree import DockerfileTree
    from infracheck.source.text.span import Source, Span

__all__ = [
    "CopyInstruction",
    "Dockerfile",
    "EnvVariable",
    "ExposeInstruction",
    "ExposedPort",
    "Instruction",
    "PairInstruction",
    "RunCommand",
    "RunInstruction",
    "Stage",
    "WorkdirInstruction",
]

_NO_STAGE = Unknown("the Dockerfile has no stage")
# what images of systems set, runtimes and shells add, and builds hand on without an ARG
_SET_ANYWHERE = frozenset(
    (
        "ALL_PROXY", "DISTTAG", "EUID", "FGC", "FTP_PROXY", "HOME", "HOSTNAME", "HTTPS_PROXY", "HTTP_PROXY", "IFS",
        "LANG", "NO_PROXY", "OLDPWD", "PATH", "PPID", "PWD", "RANDOM", "SHELL", "SHLVL", "TERM", "UID", "USER", "_",
        "all_proxy", "container", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy",
    )
)  # fmt: skip
_NO_CONTEXTS: dict[str, BuildContext] = {}


class Dockerfile:
    """A Dockerfile; its fields speak of the image of its last stage."""

    __slots__ = (
        "_by_name",
        "_global_scope",
        "_kept",
        "_kept_programs",
        "_named",
        "_stages",
        "_variables",
        "budget",
        "contexts",
        "instructions",
        "is_linked",
        "resource",
        "tree",
    )  # fmt: skip

    def __init__(self, tree: DockerfileTree, contexts: Mapping[str, BuildContext] = _NO_CONTEXTS) -> None:
        self.tree = tree
        self.contexts = contexts
        """The named contexts that the files give to its build, by their names in lower case."""
        self.resource = Resource("Dockerfile", None, tree.source.path)
        self.budget = Budget()
        self._by_name: dict[str, list[int]] | None = None
        self._global_scope: Scope | None = None
        self.is_linked = False
        self._named: dict[str, list[Instruction]] | None = None
        self._kept: tuple[RunInstruction, ...] | None = None
        self._kept_programs: frozenset[str] | None = None
        self._variables: frozenset[str] | None = None
        self._stages: tuple[Stage, ...] = ()
        self.instructions: tuple[Instruction, ...] = tuple(self._read())

    def __repr__(self) -> str:
        return f"Dockerfile({self.path!r})"

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.tree.source.path

    @property
    def source(self) -> Source:
        """The file's text."""
        return self.tree.source

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The build stages in their order."""
        return self._stages

    @property
    def final(self) -> Stage | None:
        """The last stage: what a build yields unless it is told another target."""
        return self._stages[-1] if self._stages else None

    @property
    def span(self) -> Span:
        """The place of the last FROM, of the first line where there is none."""
        return self.final.span if self.final is not None else self.source.line_span(1)

    @property
    def base_image(self) -> Fact[ImageReference]:
        """The image from outside that the last stage is built on, through the stages between."""
        if self.final is None:
            return _NO_STAGE
        return self.final.lineage()[-1].base

    @property
    def user(self) -> Fact[User]:
        """The user that the image's process runs as."""
        return _NO_STAGE if self.final is None else self.final.user

    @property
    def workdir(self) -> Fact[str]:
        """The working directory."""
        return _NO_STAGE if self.final is None else self.final.workdir

    @property
    def entrypoint(self) -> Instruction | None:
        """The ENTRYPOINT that counts; None where this file has none."""
        return None if self.final is None else self.final.entrypoint

    @property
    def cmd(self) -> Instruction | None:
        """The CMD that counts; None where this file has none."""
        return None if self.final is None else self.final.cmd

    @property
    def healthcheck(self) -> Instruction | None:
        """The HEALTHCHECK that counts; None where this file has none."""
        return None if self.final is None else self.final.healthcheck

    @property
    def exposed_ports(self) -> tuple[ExposedPort, ...]:
        """The ports that EXPOSE names."""
        return () if self.final is None else self.final.exposed_ports

    @property
    def env(self) -> dict[str, EnvVariable]:
        """The variables that ENV leaves in the image."""
        return {} if self.final is None else self.final.env

    @property
    def kept_runs(self) -> tuple[RunInstruction, ...]:
        """The RUN instructions whose layers are part of the image: not those of stages that are only copied from."""
        if self._kept is None:
            stages = self.final.lineage()[::-1] if self.final is not None else ()
            self._kept = tuple([run for stage in stages for run in stage.runs])
        return self._kept

    def kept_runs_of(self, *programs: str) -> tuple[RunInstruction, ...]:
        """Those of `kept_runs` that call one of these programs."""
        if self._kept_programs is None:
            self._kept_programs = frozenset().union(*[run.programs for run in self.kept_runs])
        # a build calls few of all the programs that policies know
        if self._kept_programs.isdisjoint(programs):
            return ()
        return tuple([run for run in self.kept_runs if not run.programs.isdisjoint(programs)])

    def named(self, *names: str, triggers: bool = False) -> Iterator[Instruction]:
        """The instructions of all stages that bear one of these names, name by name.

        With `triggers`, those behind an ONBUILD too: they run in images built from this one.
        """
        if self._named is None:
            self._named = {}
            for stage in self._stages:
                for found in stage.instructions:
                    self._named.setdefault(found.name, []).append(found)
        for name in names:
            yield from self._named.get(name, ())
        for found in self._named.get("ONBUILD", ()) if triggers else ():
            if found.trigger is not None and found.trigger.name in names:
                yield found.trigger

    @property
    def global_scope(self) -> Scope:
        """The variables before the first FROM."""
        if self._global_scope is None:
            self._global_scope = Scope(self.tree.escape, self.budget, None, None)
            for found in self.instructions:
                if found.stage is not None:
                    break
                if found.name == "ARG":
                    self._global_scope.add(found.position, found.node)
        return self._global_scope

    @property
    def variables(self) -> frozenset[str]:
        """The variables that ENV and ARG set anywhere in the file, without those that a build has anyway."""
        if self._variables is None:
            settings = (found for found in self.instructions if found.name in ("ENV", "ARG"))
            names = {pair.key.text for found in settings for pair in found.pairs}
            self._variables = frozenset(name for name in names if name.isidentifier()) - _SET_ANYWHERE
        return self._variables

    def stage(self, reference: str, before: int | None = None) -> Stage | None:
        """The stage that a name or a number means, as `COPY --from` in the stage `before` would take it."""
        count = len(self._stages) if before is None else before
        # BuildKit: strconv.Atoi
        number = integer(reference)
        if number is not None:
            return self._stages[number] if 0 <= number < count else None
        numbers = self._numbers_by_name.get(reference.lower(), ())
        earlier = bisect_left(numbers, count)
        return self._stages[numbers[earlier - 1]] if earlier else None

    @property
    def _numbers_by_name(self) -> dict[str, list[int]]:
        """The numbers of the stages that bear a name, which a later one may take over."""
        if self._by_name is None:
            self._by_name = {}
            for stage in self._stages:
                if stage.name is not None:
                    self._by_name.setdefault(stage.name, []).append(stage.index)
        return self._by_name

    def link(self) -> None:
        """Tie each stage to the earlier one that it continues."""
        if self.is_linked:
            return
        self.is_linked = True
        names: dict[str, Stage] = {}
        for stage in self._stages:
            base = stage.base
            if isinstance(base, Known):
                stage.continue_from(names.get(base.value.text.lower()))
            if stage.name is not None:
                # a name given twice: the later stage has it from here on
                names[stage.name] = stage

    def violation(
        self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """A violation at the last FROM, or at a place within the file."""
        return Violation(message, self.span if at is None else at, self.resource, related, remedy)

    def _read(self) -> list[Instruction]:
        found: list[Instruction] = []
        stages: list[Stage] = []
        starts: list[int] = []
        for position, node in enumerate(self.tree.instructions):
            if node.name == "FROM":
                stages.append(Stage(self, len(stages)))
                starts.append(position)
            found.append(make_instruction(self, stages[-1] if stages else None, position, node))
        for stage, start, end in zip(stages, starts, [*starts, len(found)][1:], strict=True):
            stage.hold(found[start:end])
        self._stages = tuple(stages)
        return found
