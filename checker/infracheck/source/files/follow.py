"""What the symbolic links that a walk met mean: a file in the tree is read, once for each thing that it is read as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os.path import basename, dirname, join

from infracheck.source.files.file_tree import FileTree, is_file, is_folder, is_link
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
from infracheck.source.text.problem import UNREADABLE, Problem
from infracheck.source.text.span import Span

Place = tuple[str, str]


def follow(found: Iterable[Collected | Link], files: FileTree) -> Iterator[Collected]:
    """What was found, with each link replaced by what it means."""
    met = list(found)
    read: dict[Place, str] = {}
    for each, real in _real_paths(met, files):
        read.setdefault((_role(each.path, each.kind), real), each.path)
    for one in met:
        if isinstance(one, Link):
            yield from _meaning(one, read, files)
        else:
            yield one


def _real_paths(found: Iterable[Collected | Link], files: FileTree) -> Iterator[tuple[InputFile, str]]:
    """The files to read with their real paths; most stand in few folders, whose real paths are found once."""
    folders: dict[str, str] = {}
    for each in found:
        if isinstance(each, InputFile) and each.path != STDIN:
            folder = dirname(each.path)
            if folder not in folders:
                folders[folder] = files.real(folder)
            # a file that is named may be a link itself
            real = files.real(each.path) if is_link(files, each.path) else join(folders[folder], basename(each.path))
            yield each, real


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
