"""What is hidden in a Dockerfile: of each instruction by its own form, and whatever belongs to none."""

from __future__ import annotations

import re
from collections.abc import Callable

from infracheck.knowledge.words.showable import (
    Range,
    is_harmless,
    is_image,
    is_ordinary,
    is_risky,
    is_variable,
)
from infracheck.knowledge.words.showable_url import url_ranges
from infracheck.report.shown.arguments import SAYS_TEXT, strict_argument
from infracheck.report.shown.hidden import Cover, Wanted
from infracheck.report.shown.in_shell import ShellCover
from infracheck.report.shown.in_yaml import comment_range
from infracheck.source.docker.lines import LogicalLine
from infracheck.source.docker.tree import DockerfileTree, Flag, Heredoc, Instruction, Word

_COMMANDS = frozenset(("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL"))
_REFERENCE = re.compile(r"\$(?:(\w{1,100})|\{(\w{1,100})\})")
_FLAG_VALUE = re.compile(r"[\w./:@,=$-]{1,200}")
_MARK = re.compile(r"-?[\"']?[A-Za-z_]{1,20}[\"']?")
# what a build sets of itself: Dockerfile reference, "Predefined ARGs", "Automatic platform ARGs"; and every shell
_GIVEN = frozenset((
    "BUILDARCH", "BUILDOS", "BUILDPLATFORM", "BUILDVARIANT", "HOME", "HOSTNAME", "HTTPS_PROXY", "HTTP_PROXY",
    "NO_PROXY", "PATH", "PWD", "TARGETARCH", "TARGETOS", "TARGETPLATFORM", "TARGETVARIANT", "USER",
))  # fmt: skip
_SET_IN_SHELL = re.compile(r"(?<![\w$-])(?:for[ \t]+|read[ \t]+(?:-\w+[ \t]+)*)?([A-Za-z_]\w{0,80})(?:=|[ \t]+in[ \t])")
_LEFT_OVER = re.compile(r"(?<!\S)#[^\n]*|[^\s|&;()<>{}!\\`,\[\]\"]+")
_SET_TO_OUTPUT = re.compile(r"(\w{1,100})=\$?")
_KEYWORDS = frozenset((
    "do", "done", "elif", "else", "esac", "fi", "if", "in", "then", "time", "until", "while", "$", "''", "2", "1",
))  # fmt: skip


def hidden_in_dockerfile(tree: DockerfileTree, wanted: Wanted) -> list[Range]:
    """What no output may show of a Dockerfile; what is not wanted is not looked at, and hidden."""
    return _Walk(tree, wanted).hidden()


class _Walk:
    __slots__ = ("_cover", "_declared", "_tree", "_wanted")

    def __init__(self, tree: DockerfileTree, wanted: Wanted) -> None:
        self._tree = tree
        self._wanted = wanted
        self._cover = Cover(tree.source.text)
        self._declared: frozenset[str] | None = None

    def hidden(self) -> list[Range]:
        for instruction in self._tree.instructions:
            if self._wanted.meets(*_stretch(instruction)):
                self._instruction(instruction)
                for heredoc in instruction.heredocs:
                    self._heredoc(instruction.inner or instruction, heredoc)
        for comment in self._tree.comments:
            start, end = comment.span.start, comment.span.end
            self._cover.show(start, end, [comment_range(self._cover.text[start:end], start)])
        for directive in self._tree.directives:
            is_known = is_image(directive.value) or directive.name == "escape"
            if is_known and is_ordinary(directive.value):
                self._cover.show(directive.span.start, directive.span.end)
        rest = self._cover.rest()
        for start, end in self._wanted.ranges:
            self._cover.hidden.extend(_hidden_between(rest, start, end))
        return self._cover.hidden

    def _instruction(self, found: Instruction) -> None:
        self._show(found.logical, found.start, found.start + len(found.keyword))
        for flag in found.flags:
            self._show(found.logical, flag.start, flag.end, () if _is_plain_flag(flag) else ((flag.start, flag.end),))
        if found.inner is not None:
            self._instruction(found.inner)
        elif found.name in ("ENV", "ARG", "LABEL"):
            self._pairs(found)
        elif found.name in _COMMANDS:
            self._command(found)
        elif found.name != "ONBUILD":
            for word in found.words:
                self._parts(word, found)

    def _show(self, line: LogicalLine, start: int, end: int, hidden: tuple[Range, ...] = ()) -> None:
        """Cover a stretch of an instruction."""
        self._cover.show(*_placed(line, start, end), [_placed(line, first, last) for first, last in hidden])

    def _parts(self, word: Word, found: Instruction) -> None:
        """The words of FROM, COPY, USER and their like, which are paths, names, images."""
        text = found.logical.text
        for match in re.compile(r"[^\s\[\],\"']+").finditer(text, word.start, word.end):
            self._show(found.logical, *match.span(), tuple(self._of_name(match[0], match.start())))

    def _of_name(self, text: str, start: int) -> list[Range]:
        plain = _REFERENCE.sub(lambda match: "a" if is_variable(match[1] or match[2]) else "$", text)
        if text.startswith("<<"):
            is_shown = _MARK.fullmatch(text[2:]) is not None
        else:
            is_shown = is_ordinary(plain) or is_image(plain)
        if is_shown:
            return []
        found = url_ranges(text, start)
        return [(start, start + len(text))] if found is None else found

    def _pairs(self, found: Instruction) -> None:
        """`NAME=value`: names are shown, and values that are numbers, constants or URLs without secrets."""
        line = found.logical
        for pair in found.pairs:
            key, value = pair
            name = key.value
            if not is_variable(name.replace("/", ".")):
                self._show(line, key.start, key.end, ((key.start, key.end),))
                if value is not None:
                    self._show(line, value.start, value.end, ((value.start, value.end),))
                continue
            self._show(line, key.start, key.end + (value is not None and value.start == key.end + 1))
            if value is not None:
                hidden = self._of_value(value, name, is_old=value.start != key.end + 1)
                self._show(line, value.start, value.end, tuple(hidden))

    def _of_value(self, value: Word, name: str, *, is_old: bool) -> list[Range]:
        whole = [(value.start, value.end)]
        text = value.value
        if not text or self._is_reference(text):
            return []
        if is_old or is_risky(name):
            return whole
        if is_harmless(text) or (_REFERENCE.fullmatch(text) and is_variable(text.strip("${}"))):
            return []
        start = value.start + (value.text[:1] in "\"'")
        is_verbatim = value.line.text.startswith(text, start)
        found = url_ranges(text, start) if is_verbatim else None
        return whole if found is None else found

    def _command(self, found: Instruction) -> None:
        if found.is_json or not found.words:
            self._exec_form(found)
            return
        *first, script = found.words
        for word in first:
            self._parts(word, found)
        base, line = script.start, found.logical
        self._script(script.text, lambda start, end: _placed(line, base + start, base + end))

    def _script(self, text: str, place: Callable[[int, int], Range]) -> None:
        words = ShellCover(text, self._is_reference, lambda start, end: self._wanted.meets(*place(start, end)))
        for start, end in words.shown:
            self._cover.show(*place(start, end))
        for start, end in words.hidden:
            self._cover.hide(*place(start, end))

    def _exec_form(self, found: Instruction) -> None:
        program = before = ""
        for word in found.words:
            if not before:
                hidden = self._of_name(word.text, 0)
                program = word.text.rpartition("/")[2]
            elif program in SAYS_TEXT:
                hidden = [(0, len(word.text))]
            else:
                hidden = strict_argument(word.text, before, program, self._is_reference)
            before = word.text
            self._quoted(word, hidden)

    def _quoted(self, word: Word, hidden: list[Range]) -> None:
        """Cover a string of a JSON array; of one with escapes, all is hidden or nothing."""
        line, inner = word.line, word.start + 1
        is_verbatim = line.text.startswith(word.text, inner)
        if hidden and (not is_verbatim or hidden == [(0, len(word.text))]):
            self._show(line, word.start, word.end, ((word.start, word.end),))
        else:
            self._show(line, word.start, word.end, tuple((inner + first, inner + last) for first, last in hidden))

    def _heredoc(self, found: Instruction, heredoc: Heredoc) -> None:
        """The body of a heredoc: a script where RUN reads it, else a file of which nothing is shown."""
        start, end = heredoc.body_span.start, heredoc.body_span.end
        is_script = found.name == "RUN" and len(found.words) == 1 and found.words[0].span == heredoc.span
        if not is_script or heredoc.body.startswith("#!"):
            self._hide_lines(start, end)
        else:
            self._script(heredoc.body, lambda first, last: (start + first, start + last))
        closing = self._cover.text.find(heredoc.name, end)
        if closing >= 0 and _MARK.fullmatch(heredoc.name):
            self._cover.show(closing, closing + len(heredoc.name))

    def _hide_lines(self, start: int, end: int) -> None:
        """Hide a stretch line by line, the blanks round each left alone."""
        while start < end:
            stop = self._cover.text.find("\n", start, end)
            stop = end if stop < 0 else stop
            line = self._cover.text[start:stop]
            if line.strip():
                self._cover.hide(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
            start = stop + 1

    def _is_reference(self, text: str) -> bool:
        """Whether a text is no more than a variable that the file, or the build, declares."""
        found = _REFERENCE.fullmatch(text)
        if found is None:
            return False
        if self._declared is None:
            self._declared = _declared_in(self._tree)
        return (found[1] or found[2]) in self._declared


def _stretch(instruction: Instruction) -> Range:
    """Where an instruction stands, its heredocs included."""
    line = instruction.logical
    start, end = _placed(line, instruction.start, instruction.end)
    return start, max([end, *(heredoc.body_span.end for heredoc in instruction.heredocs)])


def _declared_in(tree: DockerfileTree) -> frozenset[str]:
    names: set[str] = set(_GIVEN)
    for outer in tree.instructions:
        found = outer.inner or outer
        if found.name in ("ARG", "ENV"):
            names.update(pair.key.value for pair in found.pairs)
        for flag in found.flags:
            names.update(part[4:] for part in (flag.value or "").split(",") if part.startswith("env="))
        for script in (found.arguments if found.name == "RUN" else "", *(each.body for each in outer.heredocs)):
            names.update(_SET_IN_SHELL.findall(script))
    return frozenset(names)


def _is_plain_flag(flag: Flag) -> bool:
    """Whether a flag is one of names, paths and modes, such as `--from=build` or `--mount=type=cache,target=/x`."""
    value = flag.value or ""
    plain = _REFERENCE.sub("a", value).replace("=", "/")
    return is_ordinary(flag.name) and (not value or (_FLAG_VALUE.fullmatch(value) is not None and is_ordinary(plain)))


def _placed(line: LogicalLine, start: int, end: int) -> Range:
    """Where a stretch of an instruction stands in its file."""
    first = line.offset(start)
    return first, line.offset(end - 1) + 1 if end > start else first


def _hidden_between(rest: str, start: int, end: int) -> list[Range]:
    """What is hidden of the text that belongs to no word: each line's from its first such word to its last."""
    hidden: list[Range] = []
    for match in _LEFT_OVER.finditer(rest, start, end):
        word = match[0]
        # what is set to the output of a command has a word of its own, and a name before it
        name = _SET_TO_OUTPUT.fullmatch(word)
        if word in _KEYWORDS or (name is not None and is_variable(name[1])):
            continue
        last = hidden[-1] if hidden else None
        if last is not None and not rest[last[1] : match.start()].strip(" \t"):
            hidden[-1] = (last[0], match.end())
        else:
            hidden.append(match.span())
    return hidden
