"""Which files a scan reads: those that are named, and those in a folder that may hold infrastructure."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from os.path import abspath, basename, join, normpath, split

from infracheck.record import Record, made_often
from infracheck.source.files.file_tree import DISK, Entry, FileTree
from infracheck.source.files.left_out import LeftOut
from infracheck.source.files.links import escaping_link
from infracheck.source.text.problem import NOT_RENDERED, UNREADABLE, Problem
from infracheck.source.text.span import Span

STDIN = "-"
MAKES_DOCKERFILE = "a template of a Dockerfile"
YAML, JSON, DOCKERFILE, HCL = "yaml", "json", "dockerfile", "hcl"
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
CHART = "Chart.yaml"
RENDER_CHART = "Scan the output of `helm template`: `helm template . | infracheck scan -`."
# git never tracks a path with such a part; the folders of other systems may hold tracked files
_GIT = ".git"
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


class Link(Record):
    """A symbolic link in a folder, what it would be read as by its own name, and the tree that it has to stay in."""

    path: str
    kind: str | None
    tree: str


Collected = InputFile | Problem | Skipped


def collect(paths: Iterable[str], *, config: str | None = None, files: FileTree = DISK) -> Iterator[Collected]:
    """The files that paths mean, each once: a file as it is, a folder with all that is in it, in a fixed order.

    `config` is the file that says how to scan; it is not scanned itself.
    """
    given = list(paths)
    own = abspath(config) if config else ""
    found = [each for path in given for each in _found(path, own, files)]
    if len(given) > 1:
        found = _each_once(found, files)
    if any(isinstance(each, Link) for each in found):
        from infracheck.source.files.follow import follow  # late: few trees hold links

        yield from follow(found, files)
    else:
        yield from (each for each in found if not isinstance(each, Link))


def _found(path: str, own: str, files: FileTree) -> Iterable[Collected | Link]:
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
    return _walk(shown, own, files) if stat.S_ISDIR(mode) else _named(shown, own)


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


def kind_of(name: str) -> str | None:
    """What a file of this name is read as; None for none of our business."""
    lower = name.lower()
    if lower.endswith((".yaml", ".yml")) or name == "Kustomization":
        return YAML
    if lower.endswith(".json"):
        return JSON
    if is_bake(name):
        return HCL
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


def is_bake(name: str) -> bool:
    """Whether `docker buildx bake` reads a file of this name, or one beside it: it says how images are built, too."""
    lower = name.lower()
    return lower.startswith("docker-bake") and lower.endswith((".hcl", ".json"))


def _named(path: str, own: str) -> Iterator[Collected]:
    """A file that the user named is read whatever it is called."""
    kind = None if abspath(path) == own else kind_of(basename(path))
    # `scan *` names a Makefile too
    yield InputFile(path, kind or YAML, is_named=kind is not None)


def _walk(root: str, own: str, files: FileTree) -> Iterator[Collected | Link]:
    real = files.real(root)
    top = files.top_around(real)
    left_out = LeftOut(root, top, files)
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
