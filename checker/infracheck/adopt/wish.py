"""What another tool's file asks for, in our settings' names."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from infracheck.record import Record
from infracheck.source.yaml.tree import TRUE, Mapping, Node, Scalar, Sequence


class Setting(Enum):
    """Which of our settings a wish is for."""

    ONLY = "run nothing but what is selected"
    ALL = "run everything"
    SELECT = "select"
    IGNORE = "ignore"
    EXCLUDE = "exclude"
    LEAST = "severity"
    FAIL_ON = "fail-on"
    WEIGH = "severities"
    ALLOW = "options"
    NONE = "without a counterpart"


class Wish(Record):
    """One setting of a foreign file: what it is for, its value or rule, the line, and the level or value of a rule."""

    setting: Setting
    value: str
    line: int
    level: str = ""
    file: str = ""


def words(node: Node | None) -> Iterator[tuple[str, int]]:
    """The words of a list, or of a text with commas, each with its line."""
    for each in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(each, Scalar):
            yield from ((part.strip(), each.span.line) for part in each.text.split(",") if part.strip())


def is_true(node: Node | None) -> bool:
    """Whether a value is true, as a boolean or as a text."""
    return isinstance(node, Scalar) and (node.text in TRUE or node.text.lower() == "true")


def unmatched(table: Mapping, known: set[str]) -> Iterator[Wish]:
    """The settings of a table that nothing here reads."""
    for key, _ in table.entries():
        if key.text not in known:
            yield Wish(Setting.NONE, key.text, key.span.line)


def lowest(levels: Iterator[tuple[str, int]]) -> tuple[str, int] | None:
    """The lowest of the levels that we have, too; None where there is none."""
    order = ("low", "medium", "high", "critical")
    ours = [(order.index(text.lower()), text.lower(), line) for text, line in levels if text.lower() in order]
    return min(ours)[1:] if ours else None
