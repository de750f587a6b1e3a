"""The instructions of a Dockerfile as policies see them, with the shell commands they run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Note
from infracheck.model.base.values import ImageReference
from infracheck.model.base.violation import Resource, Violation
from infracheck.model.image.command import RunCommand, commands_of
from infracheck.model.image.reference import reference_of

if TYPE_CHECKING:
    from infracheck.model.image.dockerfile import Dockerfile
    from infracheck.model.image.scope import Scope
    from infracheck.model.image.stage import Stage
    from infracheck.source.docker.tree import Flag, Heredoc, Pair, Word
    from infracheck.source.docker.tree import Instruction as Node
    from infracheck.source.text.span import Span


# a word of a script that is no reference to a variable, or is one with `:=`; a dot is the command that reads a file
_BARE_WORD = re.compile(r"(?<![\w$./-])(?<!\$\{)(?:[A-Za-z_]\w*|\.(?=\s))|(?<=\$\{)[A-Za-z_]\w*(?=:?=)")
_RUNS_OTHER_TEXT = frozenset((".", "eval", "source"))


class Instruction:
    """An instruction of a Dockerfile; `stage` is None before the first FROM."""

    __slots__ = (
        "_bare_words", "_commands", "_programs", "_trigger", "dockerfile", "name", "node", "pairs", "position", "stage",
        "words",
    )  # fmt: skip

    def __init__(self, dockerfile: Dockerfile, stage: Stage | None, position: int, node: Node) -> None:
        self.dockerfile = dockerfile
        self.stage = stage
        self.position = position
        self.node = node
        self.name: str = node.name
        """The instruction in upper case, such as `RUN`."""
        self.words: list[Word] = node.words
        """The arguments; in shell form the whole command is one."""
        self.pairs: list[Pair] = node.pairs
        """The keys and values of ENV, LABEL and ARG."""
        self._bare_words: frozenset[str] | None = None
        self._commands: tuple[RunCommand, ...] | None = None
        self._programs: frozenset[str] | None = None
        self._trigger: Instruction | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.dockerfile.path!r}, {self.line})"

    @property
    def keyword(self) -> str:
        """The instruction as it is written."""
        return self.node.keyword

    @property
    def flags(self) -> list[Flag]:
        """The flags, `--name=value`, in their order."""
        return self.node.flags

    @property
    def is_json(self) -> bool:
        """Whether the arguments are a JSON array: no shell runs them."""
        return self.node.is_json

    @property
    def heredocs(self) -> list[Heredoc]:
        """The heredocs that the instruction opens."""
        return self.node.heredocs

    @property
    def trigger(self) -> Instruction | None:
        """The instruction after ONBUILD: it runs in images built from this one."""
        inner = self.node.inner
        if inner is not None and self._trigger is None:
            self._trigger = make_instruction(self.dockerfile, self.stage, self.position, inner)
        return self._trigger

    @property
    def line(self) -> int:
        """The line on which the instruction starts."""
        return self.node.line

    @property
    def span(self) -> Span:
        """The place of the instruction as far as it stands on its first line."""
        return self.node.first_line_span

    @property
    def blank_line(self) -> int | None:
        """The number of the first blank line within it, None where there is none."""
        return self.node.logical.blank_line

    @property
    def text(self) -> str:
        """The whole instruction, its continued lines joined."""
        return self.node.text

    @property
    def resource(self) -> Resource:
        """The Dockerfile, as findings name it."""
        return self.dockerfile.resource

    def flag(self, name: str) -> Flag | None:
        """The first flag of that name."""
        return self.node.flag(name)

    def expand(self, word: Word) -> Fact[str]:
        """What a word comes to here, its variables replaced and its quotes removed."""
        return self._scope.expand(word, self.position)

    def expand_text(self, text: str) -> str | None:
        """What a flag's value comes to here; None where that is not known."""
        return self._scope.expand_text(text, self.position)

    @property
    def commands(self) -> tuple[RunCommand, ...]:
        """The shell commands of RUN, CMD, ENTRYPOINT or HEALTHCHECK; none where no shell like sh runs them."""
        if self._commands is None:
            self._commands = tuple(commands_of(self))
        return self._commands

    @property
    def programs(self) -> frozenset[str]:
        """The names of the programs that its commands call."""
        if self._programs is None:
            self._programs = frozenset([command.program for command in self.commands])
        return self._programs

    def may_set(self, name: str) -> bool:
        """Whether the shell text may set a variable: it names it without a dollar, or runs what stands elsewhere."""
        if self._bare_words is None:
            text = "\n".join((self.text, *(heredoc.body for heredoc in self.heredocs)))
            self._bare_words = frozenset(_BARE_WORD.findall(text))
        return name in self._bare_words or not self._bare_words.isdisjoint(_RUNS_OTHER_TEXT)

    @property
    def image_sources(self) -> list[Fact[ImageReference]]:
        """The images, as far as they are known, that `COPY --from` and the `from` of mounts take files from."""
        if self.stage is None or not self.flags:
            return []
        if self.name == "RUN":
            sources = [(flag, _options(flag.value or "").get("from")) for flag in self.flags if flag.name == "mount"]
        else:
            sources = [(flag, flag.value) for flag in self.flags if flag.name == "from" and self.name == "COPY"]
        return [
            reference_of(self._scope, source, self.position, Note("files are taken from it", flag.span), self.stage)
            for flag, source in sources
            if source
        ]

    def violation(
        self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """A violation at this instruction, or at a place within it."""
        return Violation(message, self.span if at is None else at, self.resource, related, remedy)

    @property
    def _scope(self) -> Scope:
        return self.dockerfile.global_scope if self.stage is None else self.stage.scope


class RunInstruction(Instruction):
    """A RUN instruction."""

    __slots__ = ()

    @property
    def mounts(self) -> list[dict[str, str]]:
        """The options of each `--mount`, in lower case; an option without a value is `true`."""
        return [_options(flag.value or "") for flag in self.flags if flag.name == "mount"]


class CopyInstruction(Instruction):
    """A COPY."""

    __slots__ = ()


class ExposeInstruction(Instruction):
    """An EXPOSE."""

    __slots__ = ()


class PairInstruction(Instruction):
    """An instruction of keys and values: ENV, ARG or LABEL."""

    __slots__ = ()


class WorkdirInstruction(Instruction):
    """A WORKDIR."""

    __slots__ = ()


def make_instruction(dockerfile: Dockerfile, stage: Stage | None, position: int, node: Node) -> Instruction:
    """The view of an instruction, of the class that its name asks for."""
    return CLASSES.get(node.name, Instruction)(dockerfile, stage, position, node)


CLASSES: dict[str, type[Instruction]] = {
    "COPY": CopyInstruction,
    "EXPOSE": ExposeInstruction,
    "RUN": RunInstruction,
    "WORKDIR": WorkdirInstruction,
    **dict.fromkeys(("ARG", "ENV", "LABEL"), PairInstruction),
}


def _options(value: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for field in value.split(","):
        key, equals, option = field.partition("=")
        options[key.strip().lower()] = option if equals else "true"
    return options
