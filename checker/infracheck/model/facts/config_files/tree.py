"""Settings of files in YAML and JSON, by their dotted names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from infracheck.model.entities.setting import Setting
from infracheck.model.facts.config_files.lines import settings_in_lines
from infracheck.model.facts.config_files.text import Text
from infracheck.source.text.limits import DEFAULT_LIMITS, ReadingBudget
from infracheck.source.text.problem import DUPLICATE_KEY, Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.json_reader import read_json
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_DEEPEST = 64
# aliases stay what they are here, whatever they would weigh: how often they are followed is bounded where they are
_LIMITS = DEFAULT_LIMITS._replace(weight=10**300)
_CHARACTERS_A_REPETITION = 32


def settings_in_tree(file: str, text: Text, profile: str, *, is_json: bool) -> Iterator[Setting] | None:
    """The values of a file; None where it is broken, or no more than text."""
    source = Source(file, text.text)
    budget = ReadingBudget(_LIMITS)
    documents = _sound(read_documents(source, budget))
    if not documents and is_json:
        # tabs and halves of surrogate pairs are JSON and no YAML; what is both, the reader in C reads faster
        documents = _sound(read_json(source, budget))
    if all(type(each.root) is Scalar for each in documents):
        return None
    return _Reader(file, text).read(documents, profile)


def settings_in_node(node: Node, source: Source) -> Iterator[Setting]:
    """The values below a node of a manifest, as if it were a file of its own."""
    place = source.span(node.start, node.start)
    return _Reader("", Text(source.text, source, lambda offset: offset, place)).walk(node, "", "", 0)


def _sound(items: Iterable[Document | Problem]) -> list[Document]:
    """The documents of a file; none where a part of it is broken."""
    found = list(items)
    if any(isinstance(item, Problem) and item.id != DUPLICATE_KEY for item in found):
        return []
    return [item for item in found if isinstance(item, Document)]


class _Reader:
    __slots__ = ("_repetitions_left", "_seen", "file", "text")

    def __init__(self, file: str, text: Text) -> None:
        self.file = file
        self.text = text
        self._seen: set[int] = set()
        # what aliases repeat is told again under its other names, but not out of all proportion to the text
        self._repetitions_left = 10 + len(text.text) // _CHARACTERS_A_REPETITION

    def read(self, documents: list[Document], profile: str) -> Iterator[Setting]:
        for number, each in enumerate(documents):
            found = self.walk(each.root, "", profile or _profile_in(each.root), 0)
            yield from found if number == 0 else (setting._replace(document=number) for setting in found)

    def walk(self, node: Node, path: str, profile: str, depth: int) -> Iterator[Setting]:
        """The values under a node that is no scalar."""
        if depth > _DEEPEST or type(node) is Scalar or not self._may_enter(node):
            return
        if type(node) is Mapping:
            for name, value in node.values.items():
                inner = f"{path}.{name}" if path else name
                if type(value) is Scalar:
                    yield from self.value(name, inner, node.key(name), value, profile)
                else:
                    yield from self.walk(value, inner, profile, depth + 1)
        for index, item in enumerate(node.items if type(node) is Sequence else ()):
            inner = f"{path}.{index}" if path else str(index)
            if type(item) is Scalar:
                yield from self.value(str(index), inner, item, item, profile)
            else:
                yield from self.walk(item, inner, profile, depth + 1)

    def _may_enter(self, node: Node) -> bool:
        if id(node) not in self._seen:
            self._seen.add(id(node))
            return True
        self._repetitions_left -= 1
        return self._repetitions_left >= 0

    def value(self, name: str, path: str, key: Scalar, value: Scalar, profile: str) -> Iterator[Setting]:
        has_lines = "\n" in value.text.strip()
        inner: list[Setting] = []
        if has_lines or value.style == "|":
            inner.extend(settings_in_lines(self.file, self.text.inner(value), profile, path))
            yield from inner
        if not (has_lines or inner) or "-----BEGIN " in value.text:
            text = "" if value.kind == "null" else value.text
            yield Setting(name, text, self.place(key, value), path, self.file, profile)

    def place(self, key: Scalar, value: Scalar) -> Span:
        is_one_line = value.start >= key.start and "\n" not in self.text.text[key.start : value.end]
        return self.text.span(key.start, value.end if is_one_line else key.end)


def _profile_in(root: Node) -> str:
    """The profile that one document of Spring's application.yml is for."""
    for path in (("spring", "config", "activate", "on-profile"), ("spring", "profiles")):
        node: Node | None = root
        for key in path:
            node = node.get(key) if type(node) is Mapping else None
        if type(node) is Scalar:
            return node.text
    return ""
