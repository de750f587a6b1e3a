"""What the symbolic links that a walk met mean: a file in the tree is read, once for each thing that it is read as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os.path import basename

from infracheck.source.files.file_tree import FileTree, is_file, is_folder
from infracheck.source.files.input_file import (
    DOCKERFILE,
    KUSTOMIZATIONS,
    STDIN,
    Collected,
    InputFile,
    Link,
    Skipped,
    is_compose,
)
from infracheck.source.files.links import leaves
from infracheck.source.files.real_paths import RealPaths
from infracheck.source.text.problem import UNREADABLE, Problem
from infracheck.source.text.span import Span

Place = tuple[str, str]


def follow(found: Iterable[Collected | Link], files: FileTree) -> Iterator[Collected]:
    """What was found, with each link replaced by what it means."""
    met = list(found)
    read: dict[Place, str] = {}
    real_paths = RealPaths(files)
    for each in met:
        # a file that is named may be a link itself
        if isinstance(each, InputFile) and each.path != STDIN:
            read.setdefault((_role(each.path, each.kind), real_paths.of(each.path)), each.path)
    for one in met:
        if isinstance(one, Link):
            yield from _meaning(one, read, files)
        else:
            yield one


def _role(path: str, kind: str | None) -> str:
    """What a file is read as: the names of some files say more than their kind."""
    name = basename(path)
    if kind == DOCKERFILE:
        return DOCKERFILE
    return name if name in KUSTOMIZATIONS else "compose" if is_compose(name) else "manifest"


def _meaning(link: Link, read: dict[Place, str], files: FileTree) -> Iterator[Collected]:
    path, kind = link.path, link.kind
    if is_folder(files, path):
        yield Skipped(path, "a symbolic link to a folder, which is not followed")
        return
    if kind is None:
        return
    target = files.real(path)
    place = (_role(path, kind), target)
    if place in read:
        yield Skipped(path, f"a symbolic link to {read[place]}, which is scanned itself")
    elif leaves(target, link.tree):
        yield Skipped(path, "a symbolic link that points outside the tree")
        message = "not read: a symbolic link that points outside the tree"
        remedy = "Replace the link with the file itself, or remove it."
        yield Problem(UNREADABLE, message, Span(path, 1, 1, 1, 1), remedy)
    elif not is_file(files, target):
        yield Skipped(path, "a symbolic link to something other than a regular file")
    else:
        read[place] = path
        yield InputFile(path, kind)
