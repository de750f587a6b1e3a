"""Which waivers of a Dockerfile stand in a comment, its own or one of the shell that it runs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from infracheck.source.docker.tree import DockerfileTree, Instruction
from infracheck.source.shell.reader import comments_of
from infracheck.source.text.limits import LONGEST_SCRIPT

_RUNNERS = frozenset(("CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN"))
_QUOTED = re.compile(r"""\\.|"(?:\\.|[^"\\])*+"|'[^']*+'""", re.DOTALL)
# a heredoc that a shell reads: alone, or after the name of a shell
_FED = re.compile(r"<<|(?:[^\s/]*+/)*+(?:ba|da|a|k|z)?sh\b[^|;&>]*<<")


def _blot(match: re.Match[str]) -> str:
    return "x" * len(match[0])


class DockerfileMarks:
    """Where the comments of a Dockerfile are.

    BuildKit knows comments on a line of their own alone; behind a command, the shell knows them.
    """

    __slots__ = ("_instructions", "_lines", "_plain", "_shell", "_source", "_starts")

    def __init__(self, tree: DockerfileTree) -> None:
        self._source = tree.source
        self._lines = {comment.line for comment in tree.comments}
        self._instructions = tree.instructions
        self._starts = [found.line for found in tree.instructions]
        self._shell: dict[int, frozenset[int]] = {}
        self._plain: dict[int, str] = {}

    def is_comment(self, offset: int) -> bool:
        """Whether a number sign starts a comment."""
        return self._source.line_of(offset) in self._lines or offset in self._comments(self._at(offset))

    def is_idle(self, offset: int) -> bool:
        """Whether a number sign, which starts no comment, is meant to: it stands behind an instruction's arguments."""
        found = self._at(offset)
        if found is None or _script(found) is not None or self._source.text[offset - 1] not in " \t":
            return False
        first = found.logical.offset(found.start)
        # of a quote that has no end, nobody knows what is behind it
        return self._unquoted(found, first)[offset - first : offset - first + 1] == "#"

    def _unquoted(self, found: Instruction, first: int) -> str:
        """The text of an instruction as it stands in the file, what is quoted in it blotted out."""
        if id(found) not in self._plain:
            last = found.logical.offset(len(found.logical.text) - 1)
            text = _QUOTED.sub(_blot, self._source.text[first : last + 1])
            self._plain[id(found)] = re.split("[\"']", text, maxsplit=1)[0]
        return self._plain[id(found)]

    def _at(self, offset: int) -> Instruction | None:
        index = bisect_right(self._starts, self._source.line_of(offset)) - 1
        return self._instructions[index] if index >= 0 else None

    def _comments(self, found: Instruction | None) -> frozenset[int]:
        if found is None:
            return frozenset()
        if id(found) not in self._shell:
            self._shell[id(found)] = frozenset(_shell_comments(found))
        return self._shell[id(found)]


def _shell_comments(found: Instruction) -> Iterator[int]:
    script = _script(found)
    if script is None:
        return
    start, text = script
    if len(text) > LONGEST_SCRIPT:
        return
    yield from (found.logical.offset(start + at) for at in comments_of(text))
    for heredoc in found.heredocs if _FED.match(text) else ():
        if len(heredoc.body) <= LONGEST_SCRIPT:
            yield from (heredoc.body_span.start + at for at in comments_of(heredoc.body))


def _script(outer: Instruction) -> tuple[int, str] | None:
    """The text that a shell runs, with its start in the logical line; None where no shell runs it."""
    found = outer.inner or outer
    if found.name not in _RUNNERS or found.is_json or not found.words or found.words[-1].text.startswith(('["', '[ "')):
        return None
    return found.words[-1].start, found.words[-1].text
