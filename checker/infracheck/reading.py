"""All that a scan reads: the files that paths mean, and those that these name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os.path import abspath, dirname, join, normpath, relpath
from typing import TYPE_CHECKING, TypeAlias

from infracheck.model.graph.build_files import is_build_file
from infracheck.model.graph.kustomize import files_of
from infracheck.model.graph.origin import dockerfiles_of, inline_dockerfiles
from infracheck.record import Record
from infracheck.source.files.collect import collect
from infracheck.source.files.file_tree import DISK, FileTree, is_file, is_folder
from infracheck.source.files.input_file import (
    CHART,
    DOCKERFILE,
    KUSTOMIZATIONS,
    MAKES_DOCKERFILE,
    STDIN,
    YAML,
    Collected,
    InputFile,
    Skipped,
)
from infracheck.source.files.left_out import LeftOut
from infracheck.source.files.read import Item, Reader
from infracheck.source.host.confined import is_within
from infracheck.source.text.fault import Fault, guarded
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.rendered import Rendering
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.tree import Document

if TYPE_CHECKING:
    from infracheck.source.files.path_patterns import PathPatterns

RENDERED_BY_THEIR_NAMES = (CHART, *KUSTOMIZATIONS)

Progress: TypeAlias = Callable[[int, int], None]
ReadFile: TypeAlias = "Callable[[InputFile], Iterable[Item | Skipped]]"
Part: TypeAlias = "Item | Skipped | Fault"


class Read(Record):
    """What a scan read, in the order of its files; what it left out, each with the reason.

    `written` are the files that rendered text was made of, by path; `renderings` say what was rendered, with what, and
    to how many documents.
    """

    items: list[Item | Fault]
    files: list[str]
    skipped: list[tuple[str, str]]
    written: dict[str, Source]
    renderings: list[tuple[Rendering, int]]
    given: tuple[str, ...] = ()
    """The paths that it was asked to read."""


def read_all(
    paths: Iterable[str],
    progress: Progress | None = None,
    *,
    config: str | None = None,
    read: ReadFile | None = None,
    files: FileTree = DISK,
    exclude: PathPatterns | None = None,
) -> Read:
    """Read what paths mean, then what the build files and kustomizations among it name, whatever it is called.

    `config` is the config in use: it is no input. `exclude` is what it leaves out, `read` how a file is read,
    by default within one scan's budgets.
    """
    given = list(paths)
    collected = list(collect(given, config=config, files=files, exclude=exclude))
    read = read or Reader(files=files).read
    found = _read_each(read, collected, progress)
    named: list[Collected] = list(_named_by(collected, found, given, files, exclude))
    found += _read_each(read, named, None)
    paths_named = {each.path for each in named if isinstance(each, InputFile)}
    all_read = Read([], [], [], {}, [], tuple(given))
    for each, parts in zip((*collected, *named), found, strict=True):
        for part in parts:
            if isinstance(part, Skipped):
                if each is not part or part.path not in paths_named:
                    all_read.skipped.append((part.path, part.reason))
                continue
            all_read.items.append(part)
            if isinstance(each, InputFile) and (not all_read.files or all_read.files[-1] != each.path):
                all_read.files.append(each.path)
    return all_read


def may_be_rendered(read: Read) -> bool:
    """Whether there is a chart or a kustomization among what was read, or a template of one that was named."""
    paths = (*read.files, *(path for path, _ in read.skipped))
    if any(path.endswith(RENDERED_BY_THEIR_NAMES) for path in paths):
        return True
    return any(isinstance(each, Problem) and each.id == NOT_RENDERED for each in read.items)


def _read_each(read: ReadFile, files: list[Collected], progress: Progress | None) -> list[list[Part]]:
    found: list[list[Part]] = [[] for _ in files]
    # one kind of files after the other: an interpreter is fastest on code that it has just run
    order = sorted(range(len(files)), key=lambda number: getattr(files[number], "kind", ""))
    for done, number in enumerate(order, 1):
        each = files[number]
        found[number].extend(guarded(read, each, "reading", _start) if isinstance(each, InputFile) else [each])
        if progress is not None:
            progress(done, len(files))
    return found


def _named_by(
    collected: list[Collected],
    found: list[list[Part]],
    given: list[str],
    files: FileTree,
    exclude: PathPatterns | None,
) -> Iterator[InputFile | Problem]:
    """The files that the scanned ones name and no name tells to be ours, each once, and what stands inline."""
    known: set[str] | None = None
    rules = _Rules(files, exclude)
    for file, parts in zip(collected, found, strict=True):
        if not isinstance(file, InputFile):
            continue
        for each in parts:
            if not isinstance(each, Document):
                continue
            for path, kind in _names_in(each):
                if known is None:
                    known = set(_settled(collected))
                is_new = abspath(path) not in known and is_file(files, path)
                if is_new and _is_ours(path, given, known, rules, files):
                    known.add(abspath(path))
                    yield InputFile(path, kind, is_named=True)
            for span in inline_dockerfiles(each):
                message = "an inline Dockerfile in a Compose file is not checked"
                yield Problem(NOT_RENDERED, message, span, "Move it to a file and reference that with `dockerfile`.")


def _start(file: InputFile) -> Span:
    return Span(file.path, 1, 1, 1, 1)


def _settled(collected: list[Collected]) -> Iterator[str]:
    """What is read already, or left out for good: a name that looks like a template's may be told by its build file."""
    for each in collected:
        if isinstance(each, InputFile) or (isinstance(each, Skipped) and each.reason != MAKES_DOCKERFILE):
            yield abspath(each.path)


def _names_in(document: Document) -> Iterator[tuple[str, str]]:
    if document.source.name in KUSTOMIZATIONS:
        for path in files_of(document):
            yield path, YAML
    elif is_build_file(document):
        for path in dockerfiles_of(document):
            yield path, DOCKERFILE


class _Rules(dict[str, LeftOut]):
    """What is left out below each folder, worked out when it is asked for."""

    def __init__(self, files: FileTree, exclude: PathPatterns | None) -> None:
        self._files = files
        self._exclude = exclude

    def __missing__(self, tree: str) -> LeftOut:
        top = self._files.top_around(self._files.real(tree))
        made = self[tree] = LeftOut(tree, top, self._files, self._exclude)
        return made


def _is_ours(path: str, given: list[str], known: set[str], rules: _Rules, files: FileTree) -> bool:
    """Whether a file stands in a tree that is scanned, and its owner does not leave it out there."""
    for each in given:
        tree = normpath(each if is_folder(files, each) else dirname(each) or ".")
        if each == STDIN or not is_within(files.real(path), files.real(tree)):
            continue
        return not any(
            abspath(above) in known or rules[tree].why(above, folder=is_folder(files, above))
            for above in _folders_to(path, tree)
        )
    return False


def _folders_to(path: str, tree: str) -> Iterator[str]:
    """A path with the folders above it, up to the tree's, each spelled as a walk of the tree would."""
    below = relpath(path, tree)
    while below not in (".", "") and not below.startswith(".."):
        yield normpath(join(tree, below))
        below = dirname(below)
