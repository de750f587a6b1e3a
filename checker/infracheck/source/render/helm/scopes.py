"""What the names in a template stand for at each of its actions: `with`, `range` and variables, followed through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infracheck.record import Record
from infracheck.source.render.helm.actions import OPENS, Action, actions_in, is_text, text_of
from infracheck.source.render.helm.expressions import EACH, Meant, NamesInScope, Ref, field, meaning


class Printing(Record):
    """An action that prints, what it refers to, and the helper that it stands in."""

    action: Action
    meant: Meant
    helper: str


class Helper(Record):
    """A named template: the line that defines it, and what it prints."""

    name: str
    line: int
    prints: tuple[Printing, ...]


class Template(Record):
    """A template's actions that print, by line, and its helpers; `meant` is all that it hands on to others.

    `guards` are what `if` and `with` ask for, by the line that they stand on.
    """

    by_line: dict[int, list[Printing]]
    helpers: dict[str, Helper]
    meant: list[Meant]
    guards: dict[int, Meant]


def read_template(text: str) -> Template:
    """Follow what the names of a template stand for."""
    walk = _Walk()
    found = list(walk.through(actions_in(text)))
    by_line: dict[int, list[Printing]] = {}
    by_helper: dict[str, list[Printing]] = {}
    for each in found:
        for line in range(each.action.line, each.action.last_line + 1):
            by_line.setdefault(line, []).append(each)
        by_helper.setdefault(each.helper, []).append(each)
    helpers = {name: Helper(name, line, tuple(by_helper.get(name, ()))) for name, line in walk.helpers.items()}
    return Template(by_line, helpers, walk.meant, walk.guards)


class _Frame(Record):
    """What a block began with: its word, the scope outside it, and the helper outside it."""

    keyword: str
    outside: NamesInScope
    helper: str


class _Walk:
    def __init__(self) -> None:
        self.helpers: dict[str, int] = {}
        self.meant: list[Meant] = []
        self.guards: dict[int, Meant] = {}
        self._helper = ""
        self._scope = _start("")
        self._frames: list[_Frame] = []

    def through(self, actions: Sequence[Action]) -> Iterator[Printing]:
        for each in actions:
            if each.keyword in OPENS:
                self._open(each)
            elif each.keyword == "else":
                self._else(each)
            elif each.keyword == "end" and self._frames:
                frame = self._frames.pop()
                self._scope, self._helper = frame.outside, frame.helper
            elif each.sets:
                self._assign(each)
            elif each.prints:
                yield Printing(each, self._meaning(each.words), self._helper)

    def _assign(self, action: Action) -> None:
        name, sign, *words = action.words
        meant = self._meaning(words)
        self._set((name,), meant)
        if sign == "=":
            # the variable is that of a block around this one
            for frame in self._frames:
                if name in frame.outside.variables:
                    frame.outside.variables[name] = tuple(dict.fromkeys((*meant, *frame.outside.variables[name])))

    def _open(self, action: Action) -> None:
        self._frames.append(_Frame(action.keyword, self._scope, self._helper))
        # variables of a block end with it
        self._scope = self._scope._replace(variables=dict(self._scope.variables))
        if action.keyword in ("define", "block"):
            name = text_of(action.words[1]) if len(action.words) > 1 and is_text(action.words[1]) else ""
            self.helpers.setdefault(name, action.line)
            self._helper, self._scope = name, _start(name)
        else:
            meant = self._enter(action.keyword, action.words[1:])
            if action.keyword in ("if", "with"):
                self.guards[action.line] = meant

    def _else(self, action: Action) -> None:
        if not self._frames:
            return
        # the dot is again what it was outside
        outside = self._frames[-1].outside
        self._scope = self._scope._replace(dot=outside.dot)
        if len(action.words) > 1:
            self._enter(action.words[1], action.words[2:])

    def _enter(self, keyword: str, words: Sequence[str]) -> Meant:
        names: list[str] = []
        for sign in (":=", "="):
            if sign in words[:4]:
                names = [each for each in words[: words.index(sign)] if each.startswith("$")]
                words = words[words.index(sign) + 1 :]
                break
        meant = self._meaning(words)
        if keyword == "range":
            meant = field(meant, (EACH,))
            self._set(names[-1:], meant)
            self._set(names[:-1], ())
        else:
            self._set(names, meant)
        if keyword in ("range", "with"):
            self._scope = self._scope._replace(dot=meant)
        return meant

    def _meaning(self, words: Sequence[str]) -> Meant:
        meant = meaning(words, self._scope)
        self.meant.append(meant)
        return meant

    def _set(self, names: Sequence[str], meant: Meant) -> None:
        for name in names:
            # of several values that a variable is given, each may be the one
            known = self._scope.variables.get(name, ())
            self._scope.variables[name] = tuple(dict.fromkeys((*meant, *known)))


def _start(helper: str) -> NamesInScope:
    root = (Ref((), helper),)
    return NamesInScope(root, root, {})
