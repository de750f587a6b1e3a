"""The instructions of a Dockerfile as policies see them, with the shell commands they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.violation import Resource, Violation
from infracheck.source.limits import LONGEST_SCRIPT

if TYPE_CHECKING:
    from infracheck.model.fact import Fact, Note
    from infracheck.model.image import Dockerfile
    from infracheck.model.image_scope import Scope
    from infracheck.model.image_stage import Stage
    from infracheck.source.dockerfile_lines import LogicalLine
    from infracheck.source.dockerfile_tree import Flag, Heredoc, Pair, Word
    from infracheck.source.dockerfile_tree import Instruction as Node
    from infracheck.source.shell_command import Command, ShellWord
    from infracheck.source.span import Source, Span


class Instruction:
    """An instruction of a Dockerfile; `stage` is None before the first FROM."""

    __slots__ = ("_commands", "_programs", "dockerfile", "name", "node", "pairs", "position", "stage", "words")

    def __init__(self, dockerfile: Dockerfile, stage: Stage | None, position: int, node: Node) -> None:
        self.dockerfile = dockerfile
        self.stage = stage
        self.position = position
        self.node = node
        self.name = node.name
        """The instruction in upper case, such as `RUN`."""
        self.words: list[Word] = node.words
        """The arguments; in shell form the whole command is one."""
        self.pairs: list[Pair] = node.pairs
        """The keys and values of ENV, LABEL and ARG."""
        self._commands: tuple[RunCommand, ...] | None = None
        self._programs: frozenset[str] | None = None

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
        return None if inner is None else make_instruction(self.dockerfile, self.stage, self.position, inner)

    @property
    def line(self) -> int:
        """The line on which the instruction starts."""
        return self.node.line

    @property
    def span(self) -> Span:
        """The place of the instruction as far as it stands on its first line."""
        return self.node.first_line_span

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
        """The shell commands of RUN, CMD, ENTRYPOINT or HEALTHCHECK; none where the shell is a Windows one."""
        if self._commands is None:
            self._commands = tuple(_commands(self))
        return self._commands

    @property
    def programs(self) -> frozenset[str]:
        """The names of the programs that its commands call."""
        if self._programs is None:
            self._programs = frozenset(command.program for command in self.commands)
        return self._programs

    def violation(self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = ()) -> Violation:
        """A violation at this instruction, or at a place within it."""
        return Violation(message, self.span if at is None else at, self.resource, related)

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


class RunCommand:
    """A simple command that an instruction runs."""

    __slots__ = ("_called", "_script", "command", "instruction", "name", "pipes_into", "program")

    def __init__(self, instruction: Instruction, script: _Script, command: Command) -> None:
        self.instruction = instruction
        self.command = command
        self.pipes_into: RunCommand | None = None
        self.name = command.name
        """The program without its folder."""
        self._script = script
        self._called: tuple[str, list[str]] | None = None
        # of most commands the first word is the program, and nobody looks at the others
        is_plain = self.name not in _WRAPPERS and not self.name.startswith("python")
        self.program = self.name if is_plain else self.called[0]
        """The program of `called`."""

    def __repr__(self) -> str:
        return f"RunCommand({self.instruction.dockerfile.path!r}, {self.span.line})"

    @property
    def words(self) -> list[ShellWord]:
        """The program and its arguments."""
        return self.command.words

    @property
    def assignments(self) -> list[ShellWord]:
        """The `NAME=value` words before the program, and those that `export` takes."""
        if self.name != "export":
            return self.command.assignments
        return [*self.command.assignments, *(word for word in self.arguments if "=" in word.text)]

    @property
    def arguments(self) -> list[ShellWord]:
        """The words after the program."""
        return self.command.arguments

    @property
    def called(self) -> tuple[str, list[str]]:
        """The program that runs in the end, with its arguments; empty where none does.

        What stands behind `sudo` and the like counts, and so does a module that `python -m` runs.
        """
        if self._called is None:
            self._called = _called([word.text for word in self.command.words])
        return self._called

    @property
    def span(self) -> Span:
        """The place of the command as far as it stands on one line."""
        end = self.command.words[0].end if self.command.words else self.command.end
        whole = self._script.span(self.command.start, self.command.end)
        return whole if whole.line == whole.end_line else self._script.span(self.command.start, end)

    def word_span(self, word: ShellWord) -> Span:
        """The place of one of its words."""
        return self._script.span(word.start, word.end)

    def violation(self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = ()) -> Violation:
        """A violation at this command, or at a place within it."""
        return self.instruction.violation(message, at=self.span if at is None else at, related=related)


def _called(words: list[str]) -> tuple[str, list[str]]:
    while len(words) > 1 and words[0].rpartition("/")[2] in _WRAPPERS:
        words.pop(0)
        while words and (words[0].startswith("-") or "=" in words[0]):
            words.pop(0)
    if len(words) > 2 and words[1] == "-m" and words[0].rpartition("/")[2].startswith("python"):
        del words[:2]
    return (words[0].rpartition("/")[2], words[1:]) if words else ("", [])


class _Script:
    """Shell text with the way back to the file: within a logical line, straight in the source, or one place for all."""

    __slots__ = ("_base", "_fixed", "_line", "_source", "text")

    def __init__(
        self, text: str, source: Source, base: int, line: LogicalLine | None = None, fixed: Span | None = None
    ) -> None:
        self.text = text
        self._source = source
        self._base = base
        self._line = line
        self._fixed = fixed

    def span(self, start: int, end: int) -> Span:
        if self._fixed is not None:
            return self._fixed
        if self._line is not None:
            return self._line.span(self._base + start, self._base + end)
        return self._source.span(self._base + start, self._base + end)


def make_instruction(dockerfile: Dockerfile, stage: Stage | None, position: int, node: Node) -> Instruction:
    """The view of an instruction, of the class that its name asks for."""
    return _CLASSES.get(node.name, Instruction)(dockerfile, stage, position, node)


_CLASSES: dict[str, type[Instruction]] = {
    "COPY": CopyInstruction,
    "EXPOSE": ExposeInstruction,
    "RUN": RunInstruction,
    "WORKDIR": WorkdirInstruction,
    **dict.fromkeys(("ARG", "ENV", "LABEL"), PairInstruction),
}


_WRAPPERS = frozenset(("sudo", "env", "command", "exec", "nohup", "time", "eatmydata"))
_RUNNERS = frozenset(("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"))
SHELLS = frozenset(("sh", "bash", "ash", "dash", "ksh", "zsh"))
_WINDOWS_SHELLS = ("cmd", "powershell", "pwsh")


def _commands(instruction: Instruction) -> list[RunCommand]:
    node = instruction.node
    if node.name not in _RUNNERS or not node.words:
        return []
    words = node.words[1:] if node.name == "HEALTHCHECK" else node.words
    if not words or (node.name == "HEALTHCHECK" and node.words[0].text.upper() != "CMD"):
        return []
    if node.is_json:
        return _json_commands(instruction, words)
    if _runs_on_windows(instruction):
        return []
    source = node.logical.source
    whole = _Script(words[0].text, source, words[0].start, line=node.logical)
    if len(node.heredocs) == 1 and _is_mark(node.heredocs[0], words[0]):
        return _body_commands(instruction, node.heredocs[0])
    found = _parsed(instruction, whole)
    for command in list(found) if node.heredocs else ():
        found += _fed_commands(instruction, command)
    return found


def _is_mark(heredoc: Heredoc, word: Word) -> bool:
    """Whether a command is nothing but the mark of a heredoc: the shell runs its body then."""
    return heredoc.span == word.span


def _parsed(instruction: Instruction, script: _Script) -> list[RunCommand]:
    if len(script.text) > LONGEST_SCRIPT:
        # the tree says so: see its problems
        return []
    # late: most scans ask for no command
    from infracheck.source.shell import parse_shell

    commands = parse_shell(script.text)
    views = [RunCommand(instruction, script, command) for command in commands]
    if "|" in script.text:
        places = {id(command): view for command, view in zip(commands, views, strict=True)}
        for view in views:
            after = view.command.pipes_into
            view.pipes_into = None if after is None else places.get(id(after))
    return views


def _body_commands(instruction: Instruction, heredoc: Heredoc) -> list[RunCommand]:
    first = heredoc.body.partition("\n")[0].split()
    if first and first[0].startswith("#!"):
        # BuildKit makes it a file and runs it: the first line names the interpreter
        programs = [word.removeprefix("#!").rpartition("/")[2] for word in first[:2]]
        if not SHELLS.intersection(programs):
            return []
    return _parsed(instruction, _Script(heredoc.body, instruction.node.logical.source, heredoc.body_span.start))


def _fed_commands(instruction: Instruction, command: RunCommand) -> list[RunCommand]:
    if command.name not in SHELLS:
        return []
    names = [word.text for operator, word in command.command.redirects if operator in ("<<", "<<-")]
    fed = next((heredoc for heredoc in instruction.heredocs if heredoc.name in names), None)
    return _body_commands(instruction, fed) if fed is not None else []


def _json_commands(instruction: Instruction, words: list[Word]) -> list[RunCommand]:
    from infracheck.source.shell_command import Command, ShellWord

    source = instruction.node.logical.source
    first = words[0]
    command = Command("", 0)
    command.parts = [ShellWord(word.text, word.start, word.end, True) for word in words]
    command.first = words[0].text
    command.start, command.end = first.start, words[-1].end
    found = [RunCommand(instruction, _Script("", source, 0, line=first.line), command)]
    if command.name in SHELLS and len(words) > 2 and words[1].text.startswith("-") and words[1].text.endswith("c"):
        # escapes within the string move its characters: its commands stand where it stands
        found += _parsed(instruction, _Script(words[2].text, source, 0, fixed=words[2].span))
    return found


def _runs_on_windows(instruction: Instruction) -> bool:
    shell = None if instruction.stage is None else instruction.stage.shell_at(instruction.position)
    if shell is None:
        return instruction.dockerfile.tree.escape == "`"
    return shell.words[0].text.replace("\\", "/").rpartition("/")[2].lower().startswith(_WINDOWS_SHELLS)


def _options(value: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for field in value.split(","):
        key, equals, option = field.partition("=")
        options[key.strip().lower()] = option if equals else "true"
    return options
