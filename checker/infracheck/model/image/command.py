"""The commands that an instruction of a Dockerfile runs, each with its way back to the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infracheck.knowledge.words.showable import is_ordinary
from infracheck.model.image.called import RUNS_TEXT, SHELLS, WRAPPERS, Called, called, program_name, script_at
from infracheck.model.image.platform_of_stage import has_other_shell
from infracheck.source.shell.command import Command, ShellWord
from infracheck.source.shell.reader import parse_shell
from infracheck.source.text.limits import LONGEST_SCRIPT

if TYPE_CHECKING:
    from infracheck.model.base.fact import Note
    from infracheck.model.base.violation import Violation
    from infracheck.model.image.instruction import Instruction
    from infracheck.source.docker.lines import LogicalLine
    from infracheck.source.docker.tree import Heredoc, Word
    from infracheck.source.text.span import Source, Span


class RunCommand:
    """A simple command that an instruction runs."""

    __slots__ = ("_called", "_final", "_script", "command", "instruction", "name", "pipes_into", "program")

    def __init__(self, instruction: Instruction, script: _Script, command: Command) -> None:
        self.instruction = instruction
        self.command = command
        self.pipes_into: RunCommand | None = None
        first = command.first
        self.name: str = first if "/" not in first else program_name(first)
        """The program, without the folder of one of the system's."""
        self._script = script
        self._called: tuple[str, list[str]] | None = None
        self._final: Called | None = None
        # of most commands the first word is the program, and nobody looks at the others
        is_plain = self.name not in WRAPPERS and not self.name.startswith(_RENAMED)
        self.program: str = self.name if is_plain else self._in_the_end.program
        """The program of `called`."""

    def __repr__(self) -> str:
        return f"RunCommand({self.instruction.dockerfile.path!r}, {self.span.line})"

    @property
    def words(self) -> list[ShellWord]:
        """The program and its arguments."""
        return self.command.words

    @property
    def assignments(self) -> list[ShellWord]:
        """The `NAME=value` words before the program, and those that `export`, `env` and the like take."""
        if self.name == "export":
            words = self.arguments
        elif self.name in WRAPPERS:
            words = self.words[1 : self._in_the_end.start]
        else:
            return self.command.assignments
        return [*self.command.assignments, *(word for word in words if "=" in word.text and word.text[0] != "-")]

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
            if self.program == self.name:
                self._called = self.name, self.command.texts[1:]
            else:
                self._called = self._in_the_end[:2]
        return self._called

    @property
    def title(self) -> str:
        """The program as a message may name it; empty for what does not look like one, which may be anything."""
        name = self.name.rpartition("/")[2]
        return name if re.fullmatch(_PROGRAM, name) and is_ordinary(name) else ""

    @property
    def text(self) -> str:
        """The command as it is written, its quotes and escapes included."""
        return self._script.text[self.command.start : self.command.end]

    def holds(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern is found in the command as it is written: a quick look before its words are split."""
        return pattern.search(self._script.text, self.command.start, self.command.end) is not None

    @property
    def wrappers(self) -> tuple[str, ...]:
        """The programs that run the one of `called`, such as sudo, from the outermost."""
        return self._in_the_end.wrappers if self.name in WRAPPERS else ()

    @property
    def _in_the_end(self) -> Called:
        if self._final is None:
            self._final = called(self.command.texts)
        return self._final

    @property
    def span(self) -> Span:
        """The place of the command as far as it stands on one line."""
        start = self.command.start
        whole = self._script.span(start, self.command.end)
        if whole.line == whole.end_line:
            return whole
        words = self.command.words
        # a loop, or what only sets variables, has no word of its own
        end = words[0].end if words else start + len(self._script.text[start:].split(None, 1)[0])
        return self._script.span(start, end)

    def word_span(self, word: ShellWord) -> Span:
        """The place of one of its words."""
        return self._script.span(word.start, word.end)

    def without_unset(self, text: str) -> str:
        """A word without the references to variables that are empty here, as far as that is certain.

        They are set in another stage or before the first FROM, where no ARG takes them over, and neither the base image
        nor the shell sets them.
        """
        if "$" not in text:
            return text
        return _REFERENCE.sub(lambda found: "" if self._lacks(found[1] or found[2]) else found[0], text)

    def _lacks(self, name: str) -> bool:
        instruction, stage = self.instruction, self.instruction.stage
        # whoever starts the image may set what CMD and its like see
        if stage is None or instruction.name != "RUN" or not stage.scope.lacks(name, instruction.position):
            return False
        return not instruction.may_set(name)

    def violation(
        self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """A violation at this command, or at a place within it."""
        return self.instruction.violation(message, at=self.span if at is None else at, related=related, remedy=remedy)

    def inner_script(self) -> _Script | None:
        """The script that the command hands to a shell, `sh -c "…"`, where it is written there."""
        found = self._in_the_end
        # what xargs fills in stands in no file
        at = None if "xargs" in found.wrappers else script_at(self.command.texts[found.start :])
        return None if at is None else self._script.within(self.words[found.start + at], self.span)


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

    def within(self, word: ShellWord, place: Span) -> _Script:
        """The script that a word of this one is; where quotes and escapes move its characters, it has one place."""
        if self._fixed is None and self.text[word.start + 1 : word.end - 1] == word.text:
            return _Script(word.text, self._source, self._base + word.start + 1, self._line)
        span = self.span(word.start, word.end)
        return _Script(word.text, self._source, 0, fixed=span if span.line == span.end_line else place)


_RUNNERS = frozenset(("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"))
_PROGRAM = r"[a-z0-9][a-z0-9._+-]{0,40}"
_REFERENCE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_RENAMED = ("python", "pip2.", "pip3.")
_MAX_DEPTH = 5


def commands_of(instruction: Instruction) -> list[RunCommand]:
    """The commands of an instruction, those of scripts that it hands to a shell among them, in their order."""
    node = instruction.node
    if node.name not in _RUNNERS or not node.words:
        return []
    words = node.words[1:] if node.name == "HEALTHCHECK" else node.words
    if not words or (node.name == "HEALTHCHECK" and node.words[0].text.upper() != "CMD"):
        return []
    if node.is_json:
        return _json_commands(instruction, words)
    if has_other_shell(instruction.stage, instruction.position):
        return []
    source = node.logical.source
    whole = _Script(words[0].text, source, words[0].start, line=node.logical)
    if len(node.heredocs) == 1 and _is_mark(node.heredocs[0], words[0]):
        return _body_commands(instruction, node.heredocs[0])
    found = _parsed(instruction, whole)
    if not node.heredocs:
        return found
    return [each for command in found for each in (command, *_fed_commands(instruction, command))]


def _is_mark(heredoc: Heredoc, word: Word) -> bool:
    """Whether a command is nothing but the mark of a heredoc: the shell runs its body then."""
    return heredoc.span == word.span


def _parsed(instruction: Instruction, script: _Script, depth: int = 0) -> list[RunCommand]:
    if len(script.text) > LONGEST_SCRIPT:
        # the tree says so: see its problems
        return []
    commands = parse_shell(script.text)
    views = [RunCommand(instruction, script, command) for command in commands]
    if "|" in script.text:
        places = {id(command): view for command, view in zip(commands, views, strict=True)}
        for view in views:
            after = view.command.pipes_into
            view.pipes_into = None if after is None else places.get(id(after))
    # a script within this one stands behind an option
    if " -" in script.text and ("sh " in script.text or "su " in script.text):
        return [each for view in views for each in (view, *_inner_commands(view, depth))]
    return views


def _inner_commands(command: RunCommand, depth: int) -> list[RunCommand]:
    script = command.inner_script() if command.program in RUNS_TEXT and depth < _MAX_DEPTH else None
    return [] if script is None else _parsed(command.instruction, script, depth + 1)


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
    first = words[0]
    command = Command("", 0)
    command.parts = [ShellWord(word.text, word.start, word.end, True) for word in words]
    command.first = words[0].text
    command.start, command.end = first.start, words[-1].end
    line = first.line
    found = RunCommand(instruction, _Script(line.text, line.source, 0, line), command)
    return [found, *_inner_commands(found, 0)]
