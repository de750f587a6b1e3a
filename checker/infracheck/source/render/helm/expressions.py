"""What an action's words refer to: values of the chart, and helpers that are given some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from infracheck.record import Record
from infracheck.source.render.helm.actions import is_text, text_of

EACH = "*"
"""In a path, whichever entry a `range` is at."""
_DEEPEST = 30
_MOST_MEANT = 40


class Ref(Record):
    """A path from where a template starts: `helper` is empty for a chart's root, else the helper that was given it."""

    keys: tuple[str, ...]
    helper: str = ""


class MadeDict(Record):
    """A `dict` that an action makes: what stands under each key."""

    entries: tuple[tuple[str, Meant], ...]


class Call(Record):
    """A helper, and what it is given."""

    helper: str
    given: Meant


class Quoted(Record):
    """A string."""

    text: str


Thing: TypeAlias = "Ref | MadeDict | Call | Quoted"
Meant: TypeAlias = "tuple[Thing, ...]"


class NamesInScope(Record):
    """What the dot, the dollar and variables stand for at an action."""

    dot: Meant
    root: Meant
    variables: dict[str, Meant]


def field(meant: Meant, keys: Sequence[str]) -> Meant:
    """What stands under keys below what is meant."""
    for key in keys:
        found: list[Thing] = []
        for each in meant:
            if isinstance(each, Ref):
                found.append(Ref((*each.keys, key), each.helper))
            elif isinstance(each, MadeDict):
                found += [thing for name, things in each.entries if name == key for thing in things]
        meant = tuple(found[:_MOST_MEANT])
    return meant


def meaning(words: Sequence[str], scope: NamesInScope) -> Meant:
    """All that a pipeline's words refer to, in their order."""
    found, _ = _pipeline(words, 0, scope, 0)
    return found


def _pipeline(words: Sequence[str], at: int, scope: NamesInScope, depth: int) -> tuple[Meant, int]:
    piped: Meant = ()
    while at < len(words) and words[at] != ")" and depth < _DEEPEST:
        function, arguments = "", list[Meant]()
        while at < len(words) and words[at] not in (")", "|"):
            word = words[at]
            if word == "(":
                inner, at = _pipeline(words, at + 1, scope, depth + 1)
                if at < len(words) and words[at].startswith(".") and len(words[at]) > 1:
                    inner = field(inner, words[at][1:].split("."))
                    at += 1
                arguments.append(inner)
                continue
            if not function and not arguments and word[0].isalpha():
                function = word
            else:
                arguments.append(_operand(word, scope))
            at += 1
        if piped:
            arguments.append(piped)
        piped = _applied(function, arguments)
        at += at < len(words) and words[at] == "|"
    return piped, at + 1


def _operand(word: str, scope: NamesInScope) -> Meant:
    if is_text(word):
        return (Quoted(text_of(word)),)
    if word == ".":
        return scope.dot
    if word.startswith("."):
        return field(scope.dot, word[1:].split("."))
    if word.startswith("$"):
        name, *keys = word.split(".")
        return field(scope.root if name == "$" else scope.variables.get(name, ()), keys)
    return ()


def _applied(function: str, arguments: list[Meant]) -> Meant:
    if function in ("index", "get", "dig", "pluck") and arguments:
        return _looked_up(function, arguments)
    if function == "dict":
        pairs = zip(arguments[::2], arguments[1::2], strict=False)
        return (MadeDict(tuple((_text(key), value) for key, value in pairs)),)
    if function in ("include", "template") and arguments:
        return (Call(_text(arguments[0]), arguments[1] if len(arguments) > 1 else ()),)
    return tuple(dict.fromkeys(each for one in arguments for each in one))[:_MOST_MEANT]


def _looked_up(function: str, arguments: list[Meant]) -> Meant:
    if function in ("dig", "pluck"):
        # the last one is the map; dig's second last is what stands for an absent key
        holder, keys = arguments[-1], arguments[: -2 if function == "dig" else 1]
    else:
        holder, keys = arguments[0], arguments[1:]
    return field(holder, [_text(each) or EACH for each in keys])


def _text(meant: Meant) -> str:
    return next((each.text for each in meant if isinstance(each, Quoted)), "")
