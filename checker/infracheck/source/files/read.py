"""A file to documents: decoded, split and parsed, or a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from infracheck.source.files.charts import Charts
from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.files.input_file import (
    DOCKERFILE,
    HCL,
    JSON,
    KUSTOMIZATIONS,
    STDIN,
    InputFile,
    Skipped,
    is_bake,
    is_compose,
)
from infracheck.source.files.load import LFS_POINTER, decode, is_lfs_pointer, load
from infracheck.source.files.spelling import looks_meant, may_hold_objects
from infracheck.source.files.templates import plain_in_chart, without_templates
from infracheck.source.languages import bake_file_of, dockerfile_of
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import ENCODING, SYNTAX, UNREADABLE, Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.json_reader import read_json
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree

Item: TypeAlias = "Document | DockerfileTree | Problem"

_FIRST_INSTRUCTION = r"(?i)(?:[ \t\r\f\v]*+(?:#[^\n]*+)?\n)*+[ \t\r\f\v]*+(?:FROM|ARG)\s"
_NO_OBJECTS = "no Kubernetes objects"


class Reader:
    """Reads the files of one scan, which share its budget and its charts."""

    __slots__ = ("_charts", "_files", "budget")

    def __init__(self, budget: ReadingBudget | None = None, files: FileTree = DISK) -> None:
        self._files = files
        self.budget = budget or ReadingBudget()
        self._charts: Charts | None = None

    def read(self, file: InputFile) -> Iterator[Item | Skipped]:
        """What a file holds; one that holds nothing of ours is `Skipped`."""
        loaded = load(file.path, self.budget, self._files)
        if isinstance(loaded, Problem):
            yield loaded
            return
        if is_lfs_pointer(loaded):
            yield _pointer(file)
            return
        if file.kind == DOCKERFILE:
            text = loaded.decode("utf-8", "replace").removeprefix("\ufeff")
            yield dockerfile_of(Source(file.path, text))
            return
        decoded = decode(file, loaded)
        if not isinstance(decoded, str):
            yield decoded
            return
        if file.path == STDIN and re.match(_FIRST_INSTRUCTION, decoded):
            yield dockerfile_of(Source(file.path, decoded))
            return
        source = Source(file.path, decoded)
        if file.kind == HCL:
            # a broken one is no input of its own: what it says of builds is missing, and no object is
            yield bake_file_of(source, self.budget) or Skipped(file.path, "a Bake file that cannot be read")
            return
        in_chart = self._read_in_chart(source, file)
        yield from self._read_text(source, file) if in_chart is None else in_chart

    def _read_in_chart(self, source: Source, file: InputFile) -> list[Item | Skipped] | None:
        """What stands for itself in a file that Helm would render; None of a file that it would not, or not change."""
        if "{{" not in source.text or ("templates" not in file.path and "charts" not in file.path):
            return None
        if self._charts is None:
            self._charts = Charts(self._files)
        chart = self._charts.of(file.path)
        if chart is None:
            return None
        problem = self._charts.problem(chart, file)
        plain = plain_in_chart(source, _parse(source, file.kind, self.budget))
        left_out = [] if problem or plain else [Skipped(file.path, "a Helm template")]
        return [*([problem] if problem else []), *plain, *left_out]

    def _read_text(self, source: Source, file: InputFile) -> Iterator[Item | Skipped]:
        text = source.text
        is_hint = _is_hint(source.name)
        is_plainly_ours = is_hint or "apiVersion" in text
        if not is_plainly_ours and not may_hold_objects(text) and not looks_meant(text):
            yield from self._no_objects(source, file)
            return
        if text.startswith("\ufeff"):
            message = "a second byte order mark: it becomes part of the first key"
            yield Problem(ENCODING, message, source.span(0, 1), "Save the file with at most one byte order mark.")
        read = _parse(source, file.kind, self.budget)
        items = read if is_hint else without_templates(source, read)
        reason = "" if file.is_named else _why_none_of_ours(text, items, is_plainly_ours=is_plainly_ours)
        if reason:
            yield Skipped(source.path, reason)
            return
        yield from items

    def _no_objects(self, source: Source, file: InputFile) -> Iterator[Item | Skipped]:
        """Of a text that cannot hold an object: whether it was meant to."""
        # a NUL between the letters of UTF-16 hides every word
        if "\0" in source.text and (file.kind != JSON or may_hold_objects(source.text.replace("\0", ""))):
            yield Problem(
                ENCODING, "not a text file: it contains NUL characters", source.line_span(1), "Save the file as UTF-8."
            )
            return
        if file.is_named:
            # what is piped in or named is meant: it may be the output of a renderer that broke off
            items = without_templates(source, _parse(source, file.kind, self.budget))
            problems = [each for each in items if isinstance(each, Problem)]
            if problems:
                yield from problems
                return
        yield Skipped(source.path, _NO_OBJECTS)


def read(file: InputFile, budget: ReadingBudget | None = None) -> Iterator[Item | Skipped]:
    """What one file holds, read by itself."""
    return Reader(budget).read(file)


def _pointer(file: InputFile) -> Problem | Skipped:
    """What is said of a pointer in place of a file: nobody knows what that holds, unless it is named for an input."""
    if not file.is_named:
        return Skipped(file.path, LFS_POINTER)
    message = f"not read: {LFS_POINTER}, whose content was not fetched"
    return Problem(UNREADABLE, message, Span(file.path, 1, 1, 1, 1), "Fetch the content: `git lfs pull`.")


def _parse(source: Source, kind: str, budget: ReadingBudget) -> list[Document | Problem]:
    """The documents of a text: of JSON that is none, what YAML reads, as kubectl takes it, beside the complaint."""
    if kind != JSON and source.text.lstrip()[:1] != "{":
        return read_documents(source, budget)
    items = read_json(source, budget)
    complaint = next((each for each in items if isinstance(each, Problem) and each.id == SYNTAX), None)
    if complaint is None:
        return items
    documents = read_documents(source, budget)
    if any(isinstance(each, Problem) for each in documents):
        # each reader breaks off somewhere: what one of them reads beyond the other is not lost
        return max(items, documents, key=_documents_in)
    # in a file that does not call itself JSON, a brace opens a YAML mapping with as good a right
    return documents if kind != JSON else [complaint, *documents]


def _documents_in(items: list[Document | Problem]) -> int:
    return sum(isinstance(each, Document) for each in items)


def _why_none_of_ours(text: str, items: list[Document | Problem], *, is_plainly_ours: bool) -> str:
    """Why nothing of a file is any business of ours, where that is so."""
    if any(map(_is_object, items)) or any(isinstance(each, Problem) and each.id != SYNTAX for each in items):
        return ""
    if any(isinstance(each, Problem) for each in items):
        return "" if looks_meant(text) else "no Kubernetes objects, and not well-formed"
    return "" if is_plainly_ours or looks_meant(text) else _NO_OBJECTS


def _is_hint(name: str) -> bool:
    """Whether a file tells, whatever it says of itself, how objects are put together or images are built."""
    return name in KUSTOMIZATIONS or is_compose(name) or is_bake(name)


def _is_object(item: Document | Problem) -> bool:
    """Whether a document says of itself what only a Kubernetes object says."""
    root = item.root if isinstance(item, Document) else None
    return type(root) is Mapping and "kind" in root.values and ("apiVersion" in root.values or "items" in root.values)
