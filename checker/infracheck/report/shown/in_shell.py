"""What is hidden in a shell script: all but programs, flags, paths and plain words."""

from __future__ import annotations

import re
from collections.abc import Callable

from infracheck.knowledge.words.showable import Range, is_variable
from infracheck.model.image.called import called
from infracheck.report.shown.arguments import SAYS_TEXT, Declared, shell_argument
from infracheck.source.shell.command import Command, ShellWord
from infracheck.source.shell.reader import parse_shell
from infracheck.source.text.limits import LONGEST_SCRIPT

_SUBSTITUTION = re.compile(r"\$\(|`|[<>]\(")
_BARE = re.compile(r"[^\"'\\]*|\"[^\"\\]*\"|'[^']*'")


class ShellCover:
    """Collects the words of a script: those that are shown, and what is hidden of them or of all of one."""

    __slots__ = ("_is_reference", "_text", "hidden", "shown")

    def __init__(self, text: str, is_reference: Declared, is_wanted: Callable[[int, int], bool]) -> None:
        self._text = text
        self._is_reference = is_reference
        self.shown: list[Range] = []
        self.hidden: list[Range] = []
        for command in parse_shell(text) if len(text) <= LONGEST_SCRIPT else ():
            # a command reaches as far as its redirections do
            end = max((word.end for _, word in command.redirects), default=command.end)
            if is_wanted(command.start, max(end, command.end)):
                self._command(command)

    def _command(self, command: Command) -> None:
        # whoever wrote it, what is called mysql may be given a password as mysql is
        program = called(command.texts).program.rpartition("/")[2] or command.name
        is_text = program in SAYS_TEXT or command.name in SAYS_TEXT
        before = ""
        for word in command.assignments:
            self._word(word, "", program)
        for number, word in enumerate(command.words):
            self._word(word, before, program, is_hidden=is_text and number > 0 and word.text not in SAYS_TEXT)
            before = word.text
        for operator, word in command.redirects:
            if operator in ("<<", "<<-") and is_variable(word.text):
                self.shown.append((word.start, word.end))
            else:
                self._word(word, "", program)

    def _word(self, word: ShellWord, before: str, program: str, *, is_hidden: bool = False) -> None:
        written = self._text[word.start : word.end]
        whole = (word.start, word.end)
        is_quoted = written[:1] in "\"'"
        ranges = [(0, len(word.text))] if is_hidden else self._ranges(word.text, before, program, is_quoted=is_quoted)
        if ranges and (is_hidden or ranges == [(0, len(word.text))]):
            self.hidden.append(whole)
            return
        if _SUBSTITUTION.search(written) is not None:
            # its commands have words of their own, and what is left over is judged by itself
            return
        self.shown.append(whole)
        at = word.start + is_quoted
        is_verbatim = _BARE.fullmatch(written) is not None and self._text.startswith(word.text, at)
        self.hidden.extend((at + first, at + last) if is_verbatim else whole for first, last in ranges)

    def _ranges(self, text: str, before: str, program: str, *, is_quoted: bool) -> list[Range]:
        return shell_argument(text, before, program, self._is_reference, is_quoted=is_quoted)
