"""What the variables of a Dockerfile's stage hold at each of its instructions."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.record import Record, made_often
from infracheck.source.docker.expand import UNSET, Variable, expand, is_plain
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.source.docker.tree import Instruction as Node
    from infracheck.source.docker.tree import Pair, Word

_OPEN = Variable(None, None)
_OPAQUE = Variable(None, True)
# dockerfile2llb/platform.go: set by the builder, in FROM without a declaration
PLATFORM_ARGS = frozenset(
    f"{kind}{part}" for kind in ("BUILD", "TARGET") for part in ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT")
) | {"TARGETSTAGE"}
_MAX_STAGES = 100
_MAX_NOTES = 8
_BUDGET = 8_000_000


@made_often
class Definition(Record):
    """A variable from one ENV or ARG on: its value, None where that is not known, with what writes it."""

    name: str
    variable: Variable
    keyword: str
    pair: Pair
    uses: tuple[Definition, ...]

    @property
    def span(self) -> Span:
        """The place of key and value."""
        return self.pair.span

    @property
    def note(self) -> Note:
        """The link of a chain that this definition is; it quotes no value."""
        if self.keyword == "ENV":
            return Note(f"ENV sets {self.name}", self.span)
        if self.uses and self.uses[0].name == self.name:
            return Note(f"ARG {self.name} uses the value declared before the first FROM", self.span)
        given = "has this default, which a build argument can override" if self.variable.is_set else "has no default"
        return Note(f"ARG {self.name} {given}", self.span)


class Budget:
    """How many characters of expanded values one Dockerfile may still hold in memory."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = _BUDGET


class Scope:
    """The variables of one stage, or those before the first FROM, by the position of the instruction that sets them.

    BuildKit keeps ENV and ARG in one list: the last one written wins, and a stage takes over what its base stage had.
    """

    __slots__ = ("_budget", "_escape", "_globals", "absent", "definitions", "is_closed", "parent")

    def __init__(
        self,
        escape: str,
        budget: Budget,
        outer: Scope | None,
        parent: Scope | None,
        absent: frozenset[str] = frozenset(),
    ) -> None:
        self._escape = escape
        self._budget = budget
        self._globals = outer
        self.parent = parent
        # variables that are not set unless the stage sets them
        self.absent = absent
        # in FROM nothing but these ARGs is known; in a stage the base image may have set more
        self.is_closed = outer is None
        self.definitions: dict[str, list[tuple[int, Definition]]] = {}

    def add(self, position: int, node: Node) -> None:
        """Take in an ENV or ARG; the positions only grow."""
        for pair in node.pairs:
            definition = self._define(position, node, pair)
            if definition is not None:
                self.definitions.setdefault(definition.name, []).append((position, definition))

    def _define(self, position: int, node: Node, pair: Pair) -> Definition | None:
        name = expand(pair.key.text, self._lookup(position, []), self._escape)
        if not name:
            return None
        if pair.value is None:
            return self._declare(position, name, pair)
        used: list[Definition] = []
        value = expand(pair.value.text, self._lookup(position, used), self._escape)
        if value is not None and used:
            self._budget.left -= len(value)
            value = value if self._budget.left > 0 else None
        return Definition(name, Variable(value, True), node.name, pair, tuple(used))

    def _declare(self, position: int, name: str, pair: Pair) -> Definition | None:
        outer = self._globals.find(name) if self._globals is not None else None
        if outer is not None:
            return Definition(name, outer.variable, "ARG", pair, (outer,))
        if name in PLATFORM_ARGS:
            return Definition(name, _OPAQUE, "ARG", pair, ())
        if self.find(name, position) is not None:
            # without a value it takes none away
            return None
        return Definition(name, _OPEN, "ARG", pair, ())

    def find(self, name: str, position: int | None = None) -> Definition | None:
        """What defines a variable at an instruction, or at the end of the stage."""
        found = self.definitions.get(name)
        if found:
            # within a stage, the pairs of one instruction do not see each other; before the first FROM they do
            count = len(found) if position is None or self.is_closed else bisect_left(found, position, key=_position)
            if count:
                return found[count - 1][1]
        scope = self.parent
        for _ in range(_MAX_STAGES):
            if scope is None:
                return None
            found = scope.definitions.get(name)
            if found:
                return found[-1][1]
            scope = scope.parent
        return None

    def lacks(self, name: str, position: int) -> bool:
        """Whether a variable is not set at an instruction, whatever the build and the base image set."""
        return name in self.absent and self.find(name, position) is None

    def declares(self, name: str) -> bool:
        """Whether FROM has a variable, were this the scope before the first one: of an ARG, or of the platform."""
        return name in PLATFORM_ARGS or self.find(name) is not None

    def _lookup(self, position: int, used: list[Definition]) -> _Finder:
        return _Finder(self, position, used)

    def expand(self, word: Word, position: int) -> Fact[str]:
        """What a word comes to at an instruction, because of the definitions it uses."""
        if is_plain(word.text, self._escape):
            return Known(word.text)
        used: list[Definition] = []
        value = expand(word.text, self._lookup(position, used), self._escape)
        if value is None:
            return Unknown(_reason(used))
        return Known(value, _notes(used))

    def expand_partly(self, text: str, position: int) -> tuple[str, tuple[Note, ...]] | None:
        """What a text comes to, a mark in place of each variable that is not known, and the definitions it uses."""
        used: list[Definition] = []
        find = self._lookup(position, used)

        def marked(name: str) -> Variable:
            variable = find(name)
            return variable if variable.value is not None else Variable(OPAQUE, variable.is_set)

        value = expand(text, marked, self._escape)
        return None if value is None else (value, _notes(used))

    def expand_text(self, text: str, position: int) -> str | None:
        """What a text, the value of a flag perhaps, comes to; None where that is not known."""
        return expand(text, self._lookup(position, []), self._escape)

    def expand_by_defaults(self, text: str) -> str | None:
        """What a text comes to in a build that is given no arguments: an ARG without a default is empty.

        None where that is not known, or where the text uses what nothing declares.
        """

        def default(name: str) -> Variable:
            definition = self.find(name)
            if definition is None:
                return _OPAQUE
            is_empty = definition.variable.value is None and definition.pair.value is None
            return UNSET if is_empty else definition.variable

        return expand(text, default, self._escape)


def _position(entry: tuple[int, Definition]) -> int:
    return entry[0]


class _Finder:
    __slots__ = ("_position", "_scope", "_used")

    def __init__(self, scope: Scope, position: int, used: list[Definition]) -> None:
        self._scope = scope
        self._position = position
        self._used = used

    def __call__(self, name: str) -> Variable:
        definition = self._scope.find(name, self._position)
        if definition is not None:
            self._used.append(definition)
            return definition.variable
        # without a name, as in `${%}`, too
        if not (name[:1].isalpha() or name[:1] == "_"):
            return UNSET
        if self._scope.is_closed:
            return _OPAQUE if name in PLATFORM_ARGS else UNSET
        return UNSET if name in self._scope.absent else _OPEN


def _notes(used: list[Definition]) -> tuple[Note, ...]:
    notes: list[Note] = []
    waiting = list(used)
    seen: set[Span] = set()
    while waiting and len(notes) < _MAX_NOTES:
        definition = waiting.pop(0)
        if definition.span in seen:
            continue
        seen.add(definition.span)
        notes.append(definition.note)
        waiting += definition.uses[:_MAX_NOTES]
    return tuple(notes)


def _reason(used: list[Definition]) -> str:
    waiting = [definition for definition in used if definition.variable.value is None]
    for definition in waiting:
        unknown = [one for one in definition.uses if one.variable.value is None]
        if definition.keyword == "ARG" and not unknown:
            return f"the build sets the value of {definition.name}"
        if len(waiting) < _MAX_NOTES:
            waiting += unknown
    return "it depends on a variable that this Dockerfile does not set"
