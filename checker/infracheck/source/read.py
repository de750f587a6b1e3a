"""A file to documents: decoded, split and parsed, or a problem with its place."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from infracheck.source.collect import DOCKERFILE, JSON, KUSTOMIZATIONS, STDIN, InputFile, Skipped, is_compose
from infracheck.source.limits import DEFAULT_LIMITS, Limits
from infracheck.source.problem import ENCODING, LIMIT, NOT_RENDERED, SYNTAX, UNREADABLE, Problem
from infracheck.source.span import Source, Span
from infracheck.source.tree import Document, Mapping, Node, Scalar
from infracheck.source.yaml_tree import read_documents

if TYPE_CHECKING:
    from infracheck.source.dockerfile_tree import DockerfileTree

Item: TypeAlias = "Document | DockerfileTree | Problem"

# patterns are compiled when they are first needed: a start is shorter than most of them take
_KUBERNETES_LINE = r"(?m)^[ \t]*[{\-]?[ \t]*[\"']?(?:apiVersion|kind)[\"']?[ \t]*:"
_TEMPLATE = (
    r"(?m)\{\{-?\s*(?:\.|\$|/\*|if\b|else\b|end\b|range\b|with\b|include\b|template\b|define\b|block\b|toYaml\b|tpl\b)"
    r"|^\s*\{%|:\s+\{\{"
)
_HELM_VALUE = r"\{\{-?\s*(?:\.Values\.|\.Release\.|\.Chart\.|include\s)"
_BRACES = re.compile(r"\{[{%]")
_FIRST_INSTRUCTION = r"(?i)(?:\s*#[^\n]*\n|\s*\n)*\s*(?:FROM|ARG)\s"


def read(file: InputFile, limits: Limits = DEFAULT_LIMITS) -> Iterator[Item | Skipped]:
    """What a file holds; one that holds nothing of ours is `Skipped`."""
    loaded = _load(file, limits)
    if isinstance(loaded, Problem):
        yield loaded
        return
    if file.kind == DOCKERFILE:
        text = loaded.decode("utf-8", "replace").removeprefix("\ufeff")
        yield _parse_dockerfile(Source(file.path, text))
        return
    decoded = _decode(file, loaded)
    if isinstance(decoded, Problem | Skipped):
        yield decoded
        return
    if file.path == STDIN and re.match(_FIRST_INSTRUCTION, decoded):
        yield _parse_dockerfile(Source(file.path, decoded))
        return
    yield from _read_text(Source(file.path, decoded), file, limits)


def _parse_dockerfile(source: Source) -> DockerfileTree:
    from infracheck.source.dockerfile import parse_dockerfile  # late: most scans hold manifests alone

    return parse_dockerfile(source)


def _load(file: InputFile, limits: Limits) -> bytes | Problem:
    place = Span(file.path, 1, 1, 1, 1)
    try:
        if file.path == STDIN:
            loaded = sys.stdin.buffer.read(limits.file_bytes + 1)
        else:
            loaded = _load_path(file.path, limits.file_bytes)
    except OSError as error:
        what = (error.strerror or type(error).__name__).lower()
        return Problem(UNREADABLE, f"cannot be read: {what}", place, "Check the file's rights.")
    return _too_large(place, limits) if len(loaded) > limits.file_bytes else loaded


def _load_path(path: str, most: int) -> bytes:
    """What a file holds, or more than `most` of it; past `open`, which makes twice as many calls to the system."""
    number = os.open(path, _FLAGS)
    try:
        size = min(os.fstat(number).st_size, most)
        part = os.read(number, size + 1)
        if 0 < len(part) <= size:
            # asked for more, the file had no more
            return part
        # it grows, or it is a pipe or the system's own, which have no size
        parts: list[bytes] = []
        missing = most + 1
        while part:
            parts.append(part)
            missing -= len(part)
            part = os.read(number, _AT_ONCE) if missing > 0 else b""
        return b"".join(parts)
    finally:
        os.close(number)


_AT_ONCE = 65_536
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _too_large(place: Span, limits: Limits) -> Problem:
    return Problem(LIMIT, f"larger than {limits.file_bytes // 1_000_000} MB, and not read", place, "Split the file.")


def _decode(file: InputFile, loaded: bytes) -> str | Problem | Skipped:
    try:
        text = loaded.decode("utf-8")
    except UnicodeDecodeError as error:
        if file.kind == JSON and b"apiVersion" not in loaded:
            return Skipped(file.path, "no Kubernetes objects")
        line = loaded.count(b"\n", 0, error.start) + 1
        column = error.start - (loaded.rfind(b"\n", 0, error.start) + 1) + 1
        place = Span(file.path, line, column, line, column + 1)
        return Problem(ENCODING, "not UTF-8: a byte that no character starts with", place, "Save the file as UTF-8.")
    return text.removeprefix("\ufeff")


def _read_text(source: Source, file: InputFile, limits: Limits) -> Iterator[Item | Skipped]:
    text, kind = source.text, file.kind
    if _is_hint(source.name):
        yield from _hints(source, file.is_named, limits)
        return
    if "apiVersion" not in text and not (("kind" in text or "\\" in text) and _looks_meant(text)):
        # a NUL between the letters of UTF-16 hides every word
        if "\0" in text[:4096] and kind != JSON:
            yield Problem(ENCODING, "not text: it holds NUL characters", source.line_span(1), "Save the file as UTF-8.")
            return
        if file.is_named:
            # what is piped in or named is meant: it may be the output of a renderer that broke off
            items = _parse(source, kind, limits)
            template = _as_template(source, items)
            problems = [each for each in ([template] if template else items) if isinstance(each, Problem)]
            if problems:
                yield from problems
                return
        yield Skipped(source.path, "no Kubernetes objects")
        return
    if text.startswith("\ufeff"):
        message = "a second byte order mark: it becomes part of the first key"
        yield Problem(ENCODING, message, source.span(0, 1), "Save the file with one mark, or none.")
    items = _parse(source, kind, limits)
    # one sign is found at the speed of memory, two are not
    if "{" in text and _BRACES.search(text) is not None:
        template = _as_template(source, items)
        if template is not None:
            yield template
            return
    broken = any(isinstance(each, Problem) and each.id == SYNTAX for each in items)
    if broken and not file.is_named and not _looks_meant(text):
        yield Skipped(source.path, "no Kubernetes objects, and not well formed")
        return
    yield from items


def _parse(source: Source, kind: str, limits: Limits) -> list[Document | Problem]:
    """The documents of a text: of JSON that is none, what YAML reads, as kubectl takes it, beside the complaint."""
    if kind != JSON and source.text.lstrip()[:1] != "{":
        return read_documents(source, limits)
    from infracheck.source.json_tree import read_json  # late: most manifests are YAML

    items = list(read_json(source, limits))
    complaint = next((each for each in items if isinstance(each, Problem) and each.id == SYNTAX), None)
    if complaint is None:
        return items
    documents = read_documents(source, limits)
    if any(isinstance(each, Problem) for each in documents):
        return items
    # in a file that does not call itself JSON, a brace opens a YAML mapping with as good a right
    return documents if kind != JSON else [complaint, *documents]


def _is_hint(name: str) -> bool:
    """Whether a file tells, whatever it says of itself, how objects are put together or images are built."""
    return name in KUSTOMIZATIONS or is_compose(name)


def _hints(source: Source, is_named: bool, limits: Limits) -> Iterator[Item | Skipped]:
    items = read_documents(source, limits)
    if not is_named and any(isinstance(each, Problem) for each in items) and not _looks_meant(source.text):
        yield Skipped(source.path, "no Kubernetes objects, and not well formed")
        return
    yield from items


def _looks_meant(text: str) -> bool:
    """Whether a line names a kind or an apiVersion, as one that is meant for Kubernetes does."""
    return re.search(_KUBERNETES_LINE, text) is not None


def _as_template(source: Source, items: list[Document | Problem]) -> Problem | None:
    """A template is no manifest: it does not parse, or it parses into braces as keys."""
    broken = any(isinstance(each, Problem) and each.id == SYNTAX for each in items)
    match = re.search(_TEMPLATE, source.text) if broken else None
    if match is None and not any(isinstance(each, Document) and _has_helm_value(each.root) for each in items):
        return None
    place = source.line_span(source.line_of(match.start() if match else source.text.index("{{")))
    remedy = "Render it first: `helm template . | infracheck scan -`."
    return Problem(NOT_RENDERED, "a template is no manifest until it is rendered", place, remedy)


def _has_helm_value(root: Node) -> bool:
    """Whether a name or a namespace of the object itself is left to Helm."""
    metadata = root.get("metadata") if type(root) is Mapping else None
    if type(metadata) is not Mapping:
        return False
    values = [metadata.get(key) for key in ("name", "namespace")]
    return any(type(value) is Scalar and re.search(_HELM_VALUE, value.text) is not None for value in values)
