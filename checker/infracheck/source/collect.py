"""Which files a scan reads: those that are named, and those in a folder that may hold infrastructure."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from operator import attrgetter
from os.path import abspath, basename, join, normpath

from infracheck.record import Record, made_often
from infracheck.source.git import ignored_by_git
from infracheck.source.ignore import IgnoreFile, read_ignore_files
from infracheck.source.problem import NOT_RENDERED, UNREADABLE, Problem
from infracheck.source.span import Span

STDIN = "-"
MAKES_DOCKERFILE = "a template that makes a Dockerfile"
YAML, JSON, DOCKERFILE = "yaml", "json", "dockerfile"
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
CHART = "Chart.yaml"
RENDER_CHART = "Scan what `helm template` prints: `helm template . | infracheck scan -`."
_NEVER_ENTERED = frozenset((".git", ".hg", ".svn", ".jj"))
_DOCKERFILES = ("dockerfile", "containerfile")
# a suffix that says the file is something about a Dockerfile, or makes one
_NOT_DOCKERFILE = frozenset(
    (
        "bak", "containerignore", "dockerignore", "go", "html", "js", "json", "md", "orig", "py", "rb", "rst", "sh",
        "swp", "ts", "txt", "yaml", "yml",
    )
)  # fmt: skip
_TEMPLATED = frozenset(("erb", "gotmpl", "in", "j2", "jinja", "jinja2", "m4", "mustache", "template", "tmpl", "tpl"))


@made_often
class InputFile(Record):
    """A file to read: its path as it is shown, what it is read as, and whether the user asked for this very file."""

    path: str
    kind: str
    is_named: bool = False


class Skipped(Record):
    """Something that was left out, and why."""

    path: str
    reason: str


Collected = InputFile | Problem | Skipped


def collect(paths: Iterable[str]) -> Iterator[Collected]:
    """The files that paths mean, each once: a file as it is, a folder with all that is in it, in a fixed order."""
    seen: set[str] = set()
    given = list(paths)
    for path in given:
        if path == STDIN:
            yield InputFile(STDIN, YAML, is_named=True)
            continue
        shown = normpath(path)
        try:
            mode = os.stat(path).st_mode
        except OSError as error:
            yield _unreadable(shown, error)
            continue
        found = _walk(shown) if stat.S_ISDIR(mode) else _named(shown)
        if len(given) == 1:
            # what is found below one path is found once
            yield from found
            return
        for each in found:
            # two files may differ in nothing but a link on the way: the real path tells them apart
            key = f"{type(each).__name__}:{abspath(each.path)}" if not isinstance(each, Problem) else ""
            if key not in seen or not key:
                seen.add(key)
                yield each


def kind_of(name: str) -> str | None:
    """What a file of this name is read as; None for none of our business."""
    lower = name.lower()
    if lower == ".infracheck.yaml":
        # what tells how to scan is not what is scanned
        return None
    if lower.endswith((".yaml", ".yml")) or name == "Kustomization":
        return YAML
    if lower.endswith(".json"):
        return JSON
    return DOCKERFILE if _is_dockerfile(lower) else None


def _is_dockerfile(lower: str) -> bool:
    """`Dockerfile`, `Dockerfile.web`, `web.Dockerfile` and the like, of Podman's name too."""
    for word in _DOCKERFILES:
        if lower == word or (lower.startswith(word) and lower[len(word)] in ".-_"):
            return lower.rpartition(".")[2] not in _NOT_DOCKERFILE
        if lower.endswith((f".{word}", f"-{word}")):
            return True
    return False


def is_compose(name: str) -> bool:
    """Whether a file of this name is a Compose file: no input of its own, but it says how images are built."""
    lower = name.lower()
    return lower.endswith((".yml", ".yaml")) and lower.removeprefix("docker-").startswith(("compose.", "compose-"))


def _named(path: str) -> Iterator[Collected]:
    """A file that the user named is read whatever it is called."""
    kind = kind_of(basename(path))
    # `scan *` names a Makefile too
    yield InputFile(path, kind or YAML, is_named=kind is not None)


def _walk(root: str) -> Iterator[Collected]:
    ignored = ignored_by_git(root)
    ignore_files = read_ignore_files(root)
    pending = [root]
    # the folders of charts whose files Helm renders, whatever their names
    rendered: set[str] = set()
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=attrgetter("name"))
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
                if entry.name not in _NEVER_ENTERED:
                    reason = _why_left_out(path, ignored, ignore_files, folder=True)
                    if reason:
                        yield Skipped(path + "/", reason)
                    else:
                        below.append(path)
                        if folder in rendered and basename(folder) != "charts":
                            rendered.add(path)
                continue
            if folder in rendered and kind_of(entry.name) is None:
                if not _why_left_out(path, ignored, ignore_files, folder=False):
                    yield from _rendered(entry, path, folder)
                continue
            yield from _entry(entry, path, ignored, ignore_files)
        pending.extend(reversed(below))


def _entry(
    entry: os.DirEntry[str], path: str, ignored: set[str], ignore_files: list[IgnoreFile]
) -> Iterator[Collected]:
    kind = kind_of(entry.name)
    if kind is None:
        return
    if entry.is_symlink():
        yield Skipped(path, "a symbolic link; what it leads to inside the tree is read under its own name")
    elif not entry.is_file(follow_symlinks=False):
        yield Skipped(path, "no plain file")
    elif kind == DOCKERFILE and entry.name.lower().rpartition(".")[2] in _TEMPLATED:
        yield Skipped(path, MAKES_DOCKERFILE)
    else:
        reason = _why_left_out(path, ignored, ignore_files, folder=False)
        yield Skipped(path, reason) if reason else InputFile(path, kind)


def _rendered(entry: os.DirEntry[str], path: str, folder: str) -> Iterator[Collected]:
    """A file that Helm reads and nobody else would: a packed chart, or a template whose name does not tell."""
    if not entry.is_file(follow_symlinks=False):
        return
    if basename(folder) == "charts":
        if entry.name.endswith(".tgz"):
            yield chart_not_rendered(join(folder, ".."))
    elif not entry.name.startswith(("_", ".")) and entry.name != "NOTES.txt":
        yield InputFile(path, YAML)


def _why_left_out(path: str, ignored: set[str], ignore_files: list[IgnoreFile], *, folder: bool) -> str:
    if ignored and abspath(path) in ignored:
        return "ignored by git, and not tracked"
    for each in ignore_files:
        if each.matches(path, folder=folder):
            return f"named in {each.path}"
    return ""


def chart_not_rendered(chart: str) -> Problem:
    """What to say, once, of a chart that holds what Helm must render."""
    message = "a Helm chart's templates are no manifests until they are rendered"
    return Problem(NOT_RENDERED, message, Span(normpath(join(chart, CHART)), 1, 1, 1, 1), RENDER_CHART)


def _unreadable(path: str, error: OSError) -> Problem:
    what = error.strerror or type(error).__name__
    return Problem(
        UNREADABLE, f"cannot be read: {what.lower()}", Span(path, 1, 1, 1, 1), "Check the path and its rights."
    )
