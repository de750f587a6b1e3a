"""What is called otherwise after a change: files, objects and containers that are gone, and what became of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from os.path import basename
from typing import TypeAlias

from infracheck.engine.gate.side import Side, Target
from infracheck.record import Record

# as git has it: what shares half of its lines is the same thing
_ALIKE = 0.5
_MOST_CANDIDATES = 32
"""A line that more things than this have says nothing of any of them."""
_WORD = re.compile(r"[A-Za-z0-9](?:[\w./-]*\w)?")

Token: TypeAlias = tuple[Target, str]
"""A thing that has two names, by the earlier one; with what of it a finding is about."""


class Renames:
    """The things of one side that the other side calls otherwise."""

    __slots__ = ("_containers", "_objects")

    def __init__(self) -> None:
        self._objects: dict[Target, Target] = {}
        self._containers: dict[Target, Target] = {}

    def add(self, target: Target, token: Target) -> None:
        """Know a thing by the name that both sides share from now on."""
        (self._containers if target.part else self._objects)[target] = token

    def of(self, target: Target) -> Token | None:
        """What both sides call a thing; None for what is not called otherwise."""
        whole = target._replace(part="")
        container = self._containers.get(target) if target.part else None
        token = self._objects.get(whole)
        if container is not None:
            return token or whole, container.part
        return None if token is None else (token, _without(target.part, whole.name))

    def without_names(self, message: str, target: Target) -> str:
        """What is said of a thing, whatever it is called."""
        whole = target._replace(part="")
        if whole in self._objects:
            message = _without(_without(message, whole.name), whole.path)
        return _without(message, target.part) if target in self._containers else message


class RenamesBetween(Record):
    """The things that two sides name differently, as each names them, and the earlier names with the later ones."""

    before: Renames
    after: Renames
    names: dict[str, str]

    def told_now(self, message: str) -> str:
        """What an earlier message says in today's names."""
        return _WORD.sub(lambda word: self.names.get(word[0], word[0]), message)


def renames_between(before: Side, after: Side) -> RenamesBetween:
    """Find what is gone, and what became of it: the same text, the same name elsewhere, or much the same text."""
    olds, news = before.targets(), after.targets()
    found = RenamesBetween(Renames(), Renames(), {})
    gone = [_Thing(before, each) for each in olds if each not in news]
    born = [_Thing(after, each) for each in news if each not in olds]

    def keep(old: _Thing, new: _Thing) -> None:
        found.before.add(old.target, old.target)
        found.after.add(new.target, old.target)
        found.names[old.target.name] = new.target.name
        old.is_free = new.is_free = False

    for way in (_Thing.by_name_and_content, _Thing.by_name, _Thing.by_content):
        _match(gone, born, way, keep)
    _match_alike(gone, born, keep)

    def in_one_object(names: Renames) -> Callable[[_Thing], Hashable]:
        # a container keeps its object, and all of its text but the name
        return lambda each: each.target.part and (*_owner(names, each.target), each.content)

    _match(gone, born, in_one_object(found.before), keep, in_one_object(found.after))
    return found


def _owner(names: Renames, target: Target) -> tuple[Hashable, ...]:
    known = names.of(target._replace(part=""))
    return (target.path, target.resource) if known is None else (known[0].path, known[0].resource)


class _Thing:
    """Something that only one side knows, and what it is compared by."""

    __slots__ = ("_content", "_side", "is_free", "target")

    def __init__(self, side: Side, target: Target) -> None:
        self.target = target
        self.is_free = True
        self._side = side
        self._content: tuple[str, ...] | None = None

    @property
    def kind(self) -> str:
        """What can only be called otherwise, and not become something else."""
        return "" if self.target.resource is None else self.target.resource.kind

    @property
    def content(self) -> tuple[str, ...]:
        """Its lines without indentation, blank ones and its own name."""
        if self._content is None:
            text = _without(self._side.text_of(self.target), self.target.name)
            self._content = tuple(line.removeprefix("- ") for each in text.split("\n") if (line := each.strip()))
        return self._content

    def by_name_and_content(self) -> Hashable:
        """What it shares with a thing that was moved as it is."""
        return None if self.target.part else (self.target.resource, self.content)

    def by_content(self) -> Hashable:
        """What it shares with a thing that has another name alone; nothing for a container."""
        return None if self.target.part else (self.kind, self.content)

    def by_name(self) -> Hashable:
        """What it shares with a thing that was moved to another file, or of a file to another folder."""
        if self.target.part or self.target.resource is None or self.kind == "Dockerfile":
            return None
        return self.target.resource, basename(self.target.path)


def _match(
    gone: Iterable[_Thing],
    born: Iterable[_Thing],
    key: Callable[[_Thing], Hashable],
    keep: Callable[[_Thing, _Thing], None],
    new_key: Callable[[_Thing], Hashable] | None = None,
) -> None:
    waiting: defaultdict[Hashable, deque[_Thing]] = defaultdict(deque)
    for each in born:
        if each.is_free:
            waiting[(new_key or key)(each)].append(each)
    for each in gone:
        wanted = key(each) if each.is_free else None
        if wanted and waiting.get(wanted):
            keep(each, waiting[wanted].popleft())


def _match_alike(gone: Iterable[_Thing], born: Iterable[_Thing], keep: Callable[[_Thing, _Thing], None]) -> None:
    """Match what shares the most lines, the most alike first."""
    olds = [each for each in gone if each.is_free and not each.target.part]
    news = [each for each in born if each.is_free and not each.target.part]
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, each in enumerate(olds):
        for line in set(each.content):
            holders[each.kind, line].append(number)
    ranked = []
    for place, each in enumerate(news):
        lines = set(each.content)
        near = (holders.get((each.kind, line), ()) for line in lines)
        shared = Counter(number for numbers in near if len(numbers) <= _MOST_CANDIDATES for number in numbers)
        for number, count in shared.items():
            likeness = 2 * count / (len(lines) + len(set(olds[number].content)))
            if likeness >= _ALIKE:
                # of things as much alike the one of the same name
                is_other = olds[number].target.name != each.target.name
                ranked.append((-likeness, is_other, number, place))
    for _, _, number, place in sorted(ranked):
        if olds[number].is_free and news[place].is_free:
            keep(olds[number], news[place])


def _without(text: str, name: str) -> str:
    """A text with a name blotted out, wherever it stands as a word or as a part of a compound."""
    if not name or name not in text:
        return text
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", "\0", text)
