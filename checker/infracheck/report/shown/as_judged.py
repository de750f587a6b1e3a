"""A document as it is judged, to read or to hand on: its text with no value that may be a secret, and harmless."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

from infracheck.knowledge.words.showable import MASK, is_number, is_ordinary, is_risky, is_risky_key
from infracheck.knowledge.words.showable_text import masked
from infracheck.knowledge.words.switches import is_constant
from infracheck.record import Record
from infracheck.report.escape import plain_lines
from infracheck.source.yaml.opaque import KEY as SCHEMA_KEY
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

_APPLIED = "last-applied-configuration"
_SECRET_FIELDS = ("data", "stringData")
_REFERENCE = re.compile(r"\$[({]\w+[)}]")
_SETTING = re.compile(r"^([ \t\"'-]*)([\w.-]+)([\"']?[ \t]*[:=][ \t]*)(\S.*)$", re.MULTILINE)
# comments; and a key that another one of its name takes the place of, with its value
_BETWEEN = re.compile(
    r"(?P<comment>(?:(?<=[\s])|^)#[^\n]*)|(?<![^\s,\[\]{}:])(?!<<|---)[^\s,\[\]{}:?|>&*!#-][^,\[\]{}:\n#]*(?<! )"
)
_ANCHORS = re.compile(r"(?:[!&]\S*\s*)+")
_WAIVER = re.compile(r"#[ \t]*infracheck:[ \t]*ignore\[[a-z0-9:, -]*\]")

_NAMES = ("apiVersion", "app", "image", "key", "kind", "name", "namespace")


class KnownSecrets:
    """The values of a scan that are known to be secrets: those that tell, and what else Secrets hold."""

    __slots__ = ("_held", "_telling")

    def __init__(self, telling: Iterable[str], held: Iterable[str]) -> None:
        words = sorted({*telling}, key=lambda each: (-len(each), each))
        self._telling = re.compile(
            "|".join(rf"(?<![\w.-]){re.escape(each)}(?![\w-]|\.\w)" for each in words) or r"(?!)"
        )
        self._held = frozenset(held)

    def without(self, text: str, key: str) -> str:
        """A text without them; a name that a Secret happens to hold is still a name."""
        if key not in _NAMES and text.strip() in self._held:
            return MASK
        return self._telling.sub(MASK, text)


Shown = Callable[[KnownSecrets], str]


class _Place(Record):
    """What stands round a value: the key above it, the name beside that, and whether nothing of it may be shown."""

    key: str = ""
    name: str = ""
    is_secret: bool = False


def judged_text(document: Document, known: KnownSecrets) -> str:
    """The text of a document, line for line; what must not be shown is a mask in quotes, so that it stays YAML."""
    text, root = document.source.text, document.root
    start = text.rfind("\n", 0, root.start) + 1
    shown: dict[int, tuple[int, str]] = {}
    schemas: set[int] = set()
    for scalar, show in _scalars(root):
        found = show(known)
        # an alias leads to one on several ways: what one of them hides is hidden
        if scalar.start not in shown or found != text[scalar.start : scalar.end]:
            shown[scalar.start] = scalar.end, found
        if scalar.text == SCHEMA_KEY:
            schemas.add(scalar.end)
    parts: list[str] = []
    place = start
    for at, (end, found) in [*sorted(shown.items()), (root.end, (root.end, ""))]:
        if at >= place:
            # a schema is text that nobody reads
            between = text[place:at]
            parts += (plain_lines(known.without(between, "")) if place in schemas else _gap(between), found)
            place = end
    whole = "".join(parts)
    return whole if whole.endswith("\n") else whole + "\n"


def _gap(text: str) -> str:
    """What stands between values: comments go, for they may hold what was commented out, but for waivers."""
    return plain_lines(_BETWEEN.sub(_without_words, text))


def _without_words(match: re.Match[str]) -> str:
    if match["comment"] is None:
        return f'"{MASK}"'
    waiver = _WAIVER.match(match["comment"])
    return "" if waiver is None else waiver[0]


def _scalars(root: Node) -> Iterator[tuple[Scalar, Shown]]:
    """Every key and every value, with how it is shown."""
    kind = root.get("kind") if type(root) is Mapping else None
    is_secret = type(kind) is Scalar and kind.text == "Secret"
    pending: list[tuple[Node, _Place]] = [(root, _Place())]
    seen: set[int] = set()
    while pending:
        node, place = pending.pop()
        if type(node) is Scalar:
            yield node, _value(node, place)
        elif id(node) not in seen:
            seen.add(id(node))
            if type(node) is Mapping:
                yield from _entries(node, place, pending, is_secret=is_secret and node is root)
            else:
                pending += ((item, _after(before, place)) for before, item in _pairs(node))


def _entries(
    node: Mapping, place: _Place, pending: list[tuple[Node, _Place]], *, is_secret: bool
) -> Iterator[tuple[Scalar, Shown]]:
    written = node.values.get("name")
    name = written.text if type(written) is Scalar else ""
    for key, value in node.entries():
        if node.start <= key.start < node.end:
            yield key, _value(key, _Place())
        is_hidden = (is_secret and key.text in _SECRET_FIELDS) or key.text.endswith(_APPLIED)
        pending.append((value, _Place(key.text, name, place.is_secret or is_hidden)))


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    """The items of a sequence, each with the text of the one before."""
    before = ""
    for item in () if isinstance(node, Mapping | Scalar) else node.items:
        yield before, item
        before = item.text if type(item) is Scalar else ""


def _after(before: str, place: _Place) -> _Place:
    is_flag = before.startswith("-") and "=" not in before and is_risky(before.lstrip("-"))
    return place._replace(is_secret=place.is_secret or is_flag)


def _value(node: Scalar, place: _Place) -> Shown:
    def shown(known: KnownSecrets) -> str:
        written = node.source.text[node.start : node.end]
        text = _without_secret(node.text, place, known)
        if text == node.text and plain_lines(written) == written:
            return written
        if node.is_block and text != MASK and "#" not in written.partition("\n")[0]:
            # line by line, it stays the block that it is
            block = _without_secret(written, place, known)
            if plain_lines(block) == block:
                return block
        # on one line, with the lines that it took below it
        quoted = json.dumps(text).replace("##", "\\u0023\\u0023")
        anchors = _ANCHORS.match(written)
        quoted = quoted if anchors is None else " ".join((*re.findall(r"&\S+", anchors[0]), quoted))
        return quoted + "\n" * written.count("\n")

    return shown


def _without_secret(text: str, place: _Place, known: KnownSecrets) -> str:
    if not text or is_constant(text) or _REFERENCE.fullmatch(text):
        return MASK if place.is_secret and text else text
    named = place.name if place.key == "value" else place.key
    # what a reference calls `key` is a name
    is_name = named == "key" and is_ordinary(text)
    if place.is_secret or (is_risky_key(named) and not is_name and not is_number(text)):
        return MASK
    return masked(known.without(_SETTING.sub(_without_setting, text), place.key))


def _without_setting(match: re.Match[str]) -> str:
    """A line of a file in a ConfigMap, whose name may say that its value is a secret."""
    return f"{match[1]}{match[2]}{match[3]}{MASK}" if is_risky(match[2]) else match[0]
