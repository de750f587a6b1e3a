"""Splits shell text into the simple commands it runs, each word with its place; it judges no syntax."""

from __future__ import annotations

import re

from infracheck.source.shell.command import EASY_WORDS, Command, ShellWord
from infracheck.source.shell.frame import ARITHMETIC, BRACES, COMMAND, QUOTES, Frame

__all__ = ["Command", "ShellWord", "comments_of", "parse_shell"]


def parse_shell(text: str) -> tuple[Command, ...]:
    """The simple commands of a script, those within substitutions and subshells included, by where they start."""
    scanner = _Scanner(text)
    scanner.run()
    return tuple(sorted(scanner.commands, key=_start))


def comments_of(text: str) -> list[int]:
    """Where the comments of a script start."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.comments


def _start(command: Command) -> int:
    return command.start


_PLAIN = re.compile(r"[^\s'\"\\$`();&|<>#{}]+")
# in the first word of a command, what makes it an assignment, or other than it looks
_NO_NAME = frozenset("'\"$=")
_SPECIAL = frozenset("'\"\\$`();&|<>#{}")
_MAYBE_BLANK = frozenset(" \t\r\f\v\\")
_IN_DOUBLE = re.compile(r'[^"\\$`]+')
_IN_BRACE = re.compile(r"[^}'\"\\$`]+")
_BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_OPERATOR = re.compile(r"(&&|\|\||;;&|;;|;&|\|&|[;&|\n])(?:[ \t\r\f\v]|\\\r?\n)*+")
_REDIRECT = re.compile(r"&>>|&>|<<<|<<-|<<|<>|<&|>>|>&|>\||<|>")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(?:\[[^]]*\])?\+?=")
_KEYWORDS = frozenset(
    ("!", "do", "done", "elif", "else", "esac", "fi", "if", "then", "time", "until", "while", "{", "}")
)
_OPENING = frozenset(("if", "until", "while", "{"))
_CLOSING = frozenset(("done", "fi", "}"))
_VARIABLE = re.compile(r"\w+|[@*#?$!-]")
_DEFINED = re.compile(r"\([ \t]*\)")
_PARENTHESIS = re.compile(r"[()]")


class _Scanner:
    __slots__ = ("_end", "_pos", "_shells", "_stack", "_text", "commands", "comments")

    def __init__(self, text: str) -> None:
        self._text = text
        self._pos = 0
        self._end = len(text)
        self._stack = [Frame(COMMAND, "")]
        self._shells = [self._stack[0]]
        self.commands: list[Command] = []
        self.comments: list[int] = []

    def run(self) -> None:
        steps = {
            COMMAND: self._in_command,
            QUOTES: self._in_quotes,
            BRACES: self._in_braces,
            ARITHMETIC: self._in_arithmetic,
        }
        while self._pos < self._end:
            steps[self._stack[-1].kind]()
        while self._shells:
            self._end_command("")
            self._shells.pop()

    def _in_command(self) -> None:
        text, pos = self._text, self._pos
        shell = self._shells[-1]
        # most of most builds: whole words, where neither `case` nor a redirection waits for them
        if shell.out is None and not shell.redirect and not shell.cases:
            run = EASY_WORDS.match(text, pos)
            if run is not None and self._easy_words(shell, pos, run.end()):
                return
        char = text[pos]
        if char not in _SPECIAL and not char.isspace():
            match = _PLAIN.match(text, pos)
            assert match is not None
            self._pos = match.end()
            self._add(match[0], pos)
            return
        blank = _BLANK.match(text, pos) if char in _MAYBE_BLANK else None
        if blank is not None:
            self._end_word()
            self._pos = blank.end()
        elif char in "'\"\\$`{}":
            self._piece(char)
        elif char == "#":
            self._hash()
        elif char in "()":
            self._parenthesis(char)
        elif char in "<>" or text.startswith("&>", pos):
            self._redirection()
        else:
            self._operator()

    def _easy_words(self, shell: Frame, start: int, end: int) -> bool:
        text, command = self._text, shell.command
        if command is None or not command.parts:
            name = text[start:end].split(None, 1)[0]
            if name in _KEYWORDS or name == "case" or not _NO_NAME.isdisjoint(name):
                return False
            if command is None:
                command = shell.command = Command(text, len(self._shells) - 1)
                command.start = start
            command.first = name
        elif command.first == "case":
            return False
        self._pos = end
        while text[end - 1] in " \t":
            end -= 1
        command.parts.append((start, end))
        command.end = end
        return True

    def _piece(self, char: str) -> None:
        start = self._pos
        if char == "'":
            stop = self._text.find("'", start + 1)
            stop = self._end if stop < 0 else stop
            self._pos = min(stop + 1, self._end)
            self._add(self._text[start + 1 : stop], start, plain=False)
        elif char == '"':
            self._pos += 1
            self._add("", start, plain=False)
            self._stack.append(Frame(QUOTES, '"'))
        elif char == "\\":
            self._pos = min(start + 2, self._end)
            self._add(self._text[start + 1 : self._pos], start, plain=False)
        elif char in "$`":
            self._substitution(char)
        else:
            self._pos += 1
            self._add(char, start)

    def _substitution(self, char: str) -> None:
        """From a dollar or a backtick: what it opens, or a variable's name."""
        start, text = self._pos, self._text
        shell = self._shells[-1]
        if char == "`":
            if shell.closer == "`":
                self._close_shell()
                return
            self._add("$()", start, literal=False)
            self._open_shell("`", 1)
        elif text.startswith("$((", start):
            self._pos += 3
            self._add("$(())", start, literal=False)
            self._stack.append(Frame(ARITHMETIC, "))"))
        elif text.startswith("$(", start):
            self._add("$()", start, literal=False)
            self._open_shell(")", 2)
        elif text.startswith("${", start):
            self._pos += 2
            self._add("${", start, literal=False)
            self._stack.append(Frame(BRACES, "}"))
        elif (name := _VARIABLE.match(text, start + 1)) is not None:
            self._pos = name.end()
            self._add("$" + name[0], start, literal=False)
        else:
            self._pos += 1
            self._add("$", start)

    def _in_quotes(self) -> None:
        self._within(_IN_DOUBLE)

    def _in_braces(self) -> None:
        self._within(_IN_BRACE)

    def _within(self, plain: re.Pattern[str]) -> None:
        text, pos = self._text, self._pos
        match = plain.match(text, pos)
        if match is not None:
            self._pos = match.end()
            self._add(match[0], pos)
            return
        char = text[pos]
        frame = self._stack[-1]
        if char == frame.closer:
            self._pos += 1
            self._stack.pop()
            self._add("}" if char == "}" else "", pos)
        elif char == "\\":
            self._pos = min(pos + 2, self._end)
            found = text[pos + 1 : self._pos]
            self._add(found if found in '"\\$`' else "" if found == "\n" else "\\" + found, pos)
        elif char in "$`":
            self._substitution(char)
        else:
            self._piece(char)

    def _in_arithmetic(self) -> None:
        frame = self._stack[-1]
        stop = _PARENTHESIS.search(self._text, self._pos)
        if stop is None:
            self._pos = self._end
        elif stop[0] == "(":
            frame.start += 1
            self._pos = stop.end()
        else:
            self._pos = stop.end()
            frame.start -= 1
            if frame.start < 0:
                self._stack.pop()
                self._pos += self._text.startswith(")", self._pos)
        self._touch()

    def _hash(self) -> None:
        if self._shells[-1].out is not None:
            self._pos += 1
            self._add("#", self._pos - 1)
            return
        self.comments.append(self._pos)
        stop = self._text.find("\n", self._pos)
        self._pos = self._end if stop < 0 else stop

    def _parenthesis(self, char: str) -> None:
        shell = self._shells[-1]
        if char == "(":
            defined = _DEFINED.match(self._text, self._pos)
            if defined is not None and (shell.out or shell.command):
                # `name ()` defines a function: its body follows
                shell.out = shell.command = None
                self._pos = defined.end()
            elif shell.cases and shell.cases[-1]:
                self._pos += 1
            else:
                self._end_word()
                writer, shell.from_pipe = shell.from_pipe, None
                self._open_shell(")", 1)
                self._shells[-1].from_pipe = writer
        elif shell.cases and shell.cases[-1]:
            # the end of a pattern of `case`: what stood before it is no command
            shell.out = shell.command = None
            shell.cases[-1] = False
            self._pos += 1
        elif shell.closer == ")":
            self._close_shell()
        else:
            self._end_command(")")
            self._pos += 1

    def _redirection(self) -> None:
        shell = self._shells[-1]
        if self._text.startswith(("<(", ">("), self._pos):
            self._add("$()", self._pos, literal=False)
            self._open_shell(")", 2)
            return
        match = _REDIRECT.match(self._text, self._pos)
        assert match is not None
        if shell.out is not None and "".join(shell.out).isdigit():
            # the number of a file descriptor is no word
            shell.out = None
        self._end_word()
        self._pos = match.end()
        shell.redirect = match[0]

    def _operator(self) -> None:
        match = _OPERATOR.match(self._text, self._pos)
        if match is None:
            self._pos += 1
            return
        operator = match[1]
        shell = self._shells[-1]
        if shell.cases and shell.cases[-1] and operator in ("|", "\n"):
            # between the patterns of one branch of `case`
            self._end_word()
            self._pos = match.end()
            return
        self._end_command("|" if operator == "|&" else operator)
        self._pos = match.end(1) if shell.waiting else match.end()
        if operator[:2] in (";;", ";&") and shell.cases:
            shell.cases[-1] = True
        if operator == "\n" and shell.waiting:
            self._skip_heredocs(shell)

    def _skip_heredocs(self, shell: Frame) -> None:
        while shell.waiting and self._pos < self._end:
            name, chomp = shell.waiting[0]
            stop = self._text.find("\n", self._pos)
            stop = self._end if stop < 0 else stop
            line = self._text[self._pos : stop].rstrip("\r")
            self._pos = min(stop + 1, self._end)
            if (line.lstrip("\t") if chomp else line) == name:
                shell.waiting.popleft()

    def _open_shell(self, closer: str, width: int) -> None:
        self._pos += width
        frame = Frame(COMMAND, closer)
        self._stack.append(frame)
        self._shells.append(frame)

    def _close_shell(self) -> None:
        closer = self._shells[-1].closer
        self._end_command(")" if closer == ")" else "")
        frame = self._shells.pop()
        while self._stack.pop() is not frame:
            pass
        self._pos += 1
        self._touch()

    def _touch(self) -> None:
        """A substitution has ended: the word it stands in reaches as far."""
        shell = self._shells[-1]
        if shell.command is not None and shell.out is None:
            shell.command.end = self._pos

    def _add(self, value: str, start: int, *, plain: bool = True, literal: bool = True) -> None:
        shell = self._shells[-1]
        if shell.out is None:
            shell.out = []
            shell.start = start
            shell.literal = True
            shell.first = True
        shell.out.append(value)
        # `first` means that the word may be a keyword: nothing in it is quoted
        shell.first = shell.first and plain and literal
        shell.literal = shell.literal and literal

    def _end_word(self) -> None:
        shell = self._shells[-1]
        if shell.out is None:
            return
        word = ShellWord("".join(shell.out), shell.start, self._pos, shell.literal)
        shell.out = None
        if shell.redirect:
            operator, shell.redirect = shell.redirect, ""
            command = self._command(shell, word)
            command.redirects.append((operator, word))
            if shell.closed >= 0:
                # `done < file`: it is the loop that reads
                command.start, shell.closed = shell.closed, -1
            if operator in ("<<", "<<-"):
                shell.waiting.append((word.text, operator == "<<-"))
            return
        if shell.command is None or not shell.command.parts:
            if shell.first and word.text in _KEYWORDS:
                self._keyword(shell, word)
                return
            if _ASSIGNMENT.match(self._text, word.start) and _ASSIGNMENT.match(word.text):
                self._command(shell, word).assignments.append(word)
                return
        command = self._command(shell, word)
        if not command.parts:
            command.first = word.text
        command.parts.append(word)
        if shell.first and word.text == "in" and command.first == "case":
            self._end_command("")
            shell.cases.append(True)

    def _keyword(self, shell: Frame, word: ShellWord) -> None:
        text = word.text
        if text == "esac" and shell.cases:
            shell.cases.pop()
        elif text in _OPENING:
            shell.opened.append(word.start)
        elif text == "do" and self.commands and self.commands[-1].first in ("for", "select"):
            shell.opened.append(self.commands[-1].start)
        elif text in _CLOSING and shell.opened:
            shell.closed = shell.opened.pop()

    def _command(self, shell: Frame, word: ShellWord) -> Command:
        if shell.command is None:
            shell.command = Command(self._text, len(self._shells) - 1)
            shell.command.start = word.start
        shell.command.end = word.end
        return shell.command

    def _end_command(self, operator: str) -> None:
        self._end_word()
        shell = self._shells[-1]
        shell.redirect = ""
        shell.closed = -1
        command, shell.command = shell.command, None
        if command is None:
            # `curl … |` and the command on the next line
            return
        command.operator = operator
        if shell.from_pipe is not None:
            shell.from_pipe.pipes_into = command
        shell.from_pipe = command if operator == "|" else None
        self.commands.append(command)
