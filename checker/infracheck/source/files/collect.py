"""Which files a scan reads: those that are named, and those in a folder that may hold infrastructure."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from os.path import abspath, basename, join, normpath, split
from typing import TYPE_CHECKING

from infracheck.source.files.file_tree import DISK, Entry, FileTree
from infracheck.source.files.follow import follow
from infracheck.source.files.input_file import (
    CHART,
    DOCKERFILE,
    MAKES_DOCKERFILE,
    RENDER_CHART,
    STDIN,
    YAML,
    Collected,
    InputFile,
    Link,
    Skipped,
    kind_of,
)
from infracheck.source.files.left_out import LeftOut
from infracheck.source.files.links import escaping_link
from infracheck.source.text.problem import NOT_RENDERED, UNREADABLE, Problem
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.source.files.path_patterns import PathPatterns

# git never tracks a path with such a part; the folders of other systems may hold tracked files
_GIT = ".git"
_TEMPLATED = frozenset(("erb", "gotmpl", "in", "j2", "jinja", "jinja2", "m4", "mustache", "template", "tmpl", "tpl"))


def collect(
    paths: Iterable[str], *, config: str | None = None, files: FileTree = DISK, exclude: PathPatterns | None = None
) -> Iterator[Collected]:
    """The files that paths mean, each once: a file as it is, a folder with all that is in it, in a fixed order.

    `config` is the file that says how to scan; it is not scanned itself. `exclude` is what that one leaves out.
    """
    given = list(paths)
    own = abspath(config) if config else ""
    found = [each for path in given for each in _found(path, own, files, exclude)]
    if len(given) > 1:
        found = _each_once(found, files)
    if any(isinstance(each, Link) for each in found):
        yield from follow(found, files)
    else:
        yield from (each for each in found if not isinstance(each, Link))


def _found(path: str, own: str, files: FileTree, exclude: PathPatterns | None) -> Iterable[Collected | Link]:
    """What one path means."""
    if path == STDIN:
        return [InputFile(STDIN, YAML, is_named=True)]
    shown = normpath(path)
    link = escaping_link(shown, files)
    if link is not None:
        return [_escaping(shown, link)]
    try:
        mode = files.mode(shown)
    except OSError as error:
        return [_unreadable(shown, error)]
    return _walk(shown, own, files, exclude) if stat.S_ISDIR(mode) else _named(shown, own)


def _each_once(found: Iterable[Collected | Link], files: FileTree) -> list[Collected | Link]:
    seen: set[str] = set()
    folders: dict[str, str] = {}
    kept: list[Collected | Link] = []
    for each in found:
        # one folder may be given twice, through a link and without it
        folder, name = ("", "") if isinstance(each, Problem) else split(each.path.rstrip("/"))
        if folder not in folders:
            folders[folder] = files.real(folder)
        key = f"{type(each).__name__}:{join(folders[folder], name)}" if name else ""
        if key not in seen or not key:
            seen.add(key)
            kept.append(each)
    return kept


def _named(path: str, own: str) -> Iterator[Collected]:
    """A file that the user named is read whatever it is called."""
    kind = None if abspath(path) == own else kind_of(basename(path))
    # `scan *` names a Makefile too
    yield InputFile(path, kind or YAML, is_named=kind is not None)


def _walk(root: str, own: str, files: FileTree, exclude: PathPatterns | None) -> Iterator[Collected | Link]:
    real = files.real(root)
    top = files.top_around(real)
    left_out = LeftOut(root, top, files, exclude)
    tree = top or real
    pending = [root]
    # the folders of charts whose files Helm renders, whatever their names
    rendered: set[str] = set()
    while pending:
        folder = pending.pop()
        try:
            entries = files.entries(folder)
        except OSError as error:
            yield _unreadable(folder, error)
            continue
        below = []
        before = "" if folder == "." else folder if folder.endswith(os.sep) else folder + os.sep
        if any(each.name == CHART for each in entries):
            rendered.update((before + "templates", before + "charts"))
        for entry in entries:
            path = before + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name == _GIT:
                    if folder != root or real != tree:
                        yield Skipped(path + "/", "Git's own folder")
                    continue
                reason = left_out.why(path, folder=True)
                if reason:
                    yield Skipped(path + "/", reason)
                    continue
                below.append(path)
                if folder in rendered and basename(folder) != "charts":
                    rendered.add(path)
            elif entry.is_symlink():
                reason = left_out.why(path, folder=False)
                kind = kind_of(entry.name) or (YAML if _is_template(entry.name, folder, rendered) else None)
                yield Skipped(path, reason) if reason else Link(path, kind, tree)
            elif folder in rendered and kind_of(entry.name) is None:
                if not left_out.why(path, folder=False):
                    yield from _rendered(entry, path, folder)
            elif not own or abspath(path) != own:
                yield from _entry(entry, path, left_out)
        pending.extend(reversed(below))


def _entry(entry: Entry, path: str, left_out: LeftOut) -> Iterator[Collected]:
    kind = kind_of(entry.name)
    if kind is None:
        return
    if not entry.is_file(follow_symlinks=False):
        yield Skipped(path, "not a regular file")
    elif kind == DOCKERFILE and entry.name.lower().rpartition(".")[2] in _TEMPLATED:
        yield Skipped(path, MAKES_DOCKERFILE)
    else:
        reason = left_out.why(path, folder=False)
        yield Skipped(path, reason) if reason else InputFile(path, kind)


def _rendered(entry: Entry, path: str, folder: str) -> Iterator[Collected]:
    """A file that Helm reads and nobody else would: a packed chart, or a template whose name does not tell."""
    if not entry.is_file(follow_symlinks=False):
        return
    if basename(folder) == "charts":
        if entry.name.endswith(".tgz"):
            yield chart_not_rendered(join(folder, ".."))
    elif _is_template_name(entry.name):
        yield InputFile(path, YAML)


def _is_template(name: str, folder: str, rendered: set[str]) -> bool:
    return folder in rendered and basename(folder) != "charts" and _is_template_name(name)


def _is_template_name(name: str) -> bool:
    """Whether Helm makes manifests of a file of this name among templates."""
    return not name.startswith(("_", ".")) and name != "NOTES.txt"


def chart_not_rendered(chart: str) -> Problem:
    """What to say, once, of a chart that holds what Helm must render."""
    message = "the templates of a Helm chart are not manifests until they are rendered"
    return Problem(NOT_RENDERED, message, Span(normpath(join(chart, CHART)), 1, 1, 1, 1), RENDER_CHART)


def _escaping(path: str, link: str) -> Problem:
    what = "a symbolic link" if link == path else f"reached through a symbolic link, {link},"
    message = f"not read: {what} that points outside the tree"
    remedy = "Pass the link's target path to scan it."
    return Problem(UNREADABLE, message, Span(path, 1, 1, 1, 1), remedy)


def _unreadable(path: str, error: OSError) -> Problem:
    what = error.strerror or type(error).__name__
    return Problem(
        UNREADABLE, f"cannot be read: {what.lower()}", Span(path, 1, 1, 1, 1), "Check the path and its permissions."
    )
