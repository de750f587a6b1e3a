"""The kustomizations of a scan, as jobs for Kustomize."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from os.path import dirname, join, normpath

from infracheck.reading import Read
from infracheck.rendering.job import Job, Rendered
from infracheck.rendering.settings import RenderSettings
from infracheck.source.files.file_tree import FileTree
from infracheck.source.files.input_file import DOCKERFILE, KUSTOMIZATIONS, STDIN, is_bake, is_compose, kind_of
from infracheck.source.files.left_out import is_owners_wish
from infracheck.source.files.real_paths import RealPaths
from infracheck.source.host.confined import is_within
from infracheck.source.host.programs import find_program, program_folders
from infracheck.source.render.kustomize.build import Kustomize
from infracheck.source.render.kustomize.closure import Closure, RefusedOverlayError, closure_of
from infracheck.source.render.kustomize.contents import Contents
from infracheck.source.render.kustomize.kustomization import OBJECTS, PLUGINS, Kustomization
from infracheck.source.render.kustomize.overlay import render_overlay
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.rendered import Rendering
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Scalar

_PROGRAMS = (("kustomize", "build"), ("kubectl", "kustomize"))
_TEXT = "@kustomize.yaml"


def overlays_in(read: Read, files: FileTree, settings: RenderSettings) -> Iterator[Job]:
    """One job for each kustomization that no other one names; none where there is no Kustomize."""
    found = _kustomizations(read, files)
    if not found:
        return
    real_paths = RealPaths(files)
    contents = Contents(files, _Shown(read, real_paths).path)
    programs: dict[str, Kustomize | None] = {}
    for path in _roots(found, real_paths):
        folder = dirname(path) or "."
        tree = _tree_of(folder, files, read)
        if tree not in programs:
            programs[tree] = _kustomize(tree)
        asked = programs[tree]
        if asked is None:
            return
        yield _job(path, tree, asked, contents, read)


def _job(path: str, tree: str, asked: Kustomize, contents: Contents, read: Read) -> Job:
    """The job for one overlay; what it reads is gathered here, as a tree of files has one reader at a time."""
    rendering = Rendering("kustomize", path)
    try:
        closure = closure_of(dirname(path) or ".", tree, contents)
    except RefusedOverlayError as error:
        return Job(path, partial(Rendered, rendering, None, (error.problem,)))
    except OSError as error:
        what = (error.strerror or type(error).__name__).lower()
        return Job(path, partial(Rendered, rendering, None, (_not_built(path, f"a file cannot be read: {what}"),)))
    paths = [each.path for each in closure.sources.values()]
    left_out = [each.rstrip("/") for each, reason in read.skipped if is_owners_wish(reason)]
    told = tuple(each for each in paths if not any(is_within(each, above) for above in left_out))
    # what its owner wants left out is built with the rest, and nothing is said of it
    rendering = rendering._replace(only=told if len(told) < len(paths) else ())
    replaced = _replaced(closure)
    # what is wrong with the files is wrong with the overlay
    problems = tuple(each for each in read.items if isinstance(each, Problem) and each.span.path in replaced)
    return Job(path, partial(_render, path, closure, asked, rendering, problems))


def _render(
    path: str, closure: Closure, asked: Kustomize, rendering: Rendering, problems: tuple[Problem, ...]
) -> Rendered:
    made = render_overlay(closure, asked, normpath(join(dirname(path), _TEXT)), rendering)
    if isinstance(made, str):
        return Rendered(rendering, problems=(_not_built(path, made),))
    written = {each.path: each for each in closure.sources.values()}
    return Rendered(rendering, (made,), problems, written, _replaced(closure))


def _replaced(closure: Closure) -> frozenset[str]:
    """The files that the built text stands for; not those that tell how images are built, put into a ConfigMap."""
    brought = [each for own in closure.brings.values() for each in own]
    objects = {name for entry, name in brought if not entry.key.lower().endswith("generator")}
    return frozenset(
        source.path
        for name, source in closure.sources.items()
        if name in objects or name in closure.kustomizations or not _builds_images(source.name)
    )


def _builds_images(name: str) -> bool:
    return kind_of(name) == DOCKERFILE or is_compose(name) or is_bake(name)


def _not_built(path: str, why: str) -> Problem:
    message = f"Kustomize does not build this overlay: {why}"
    return Problem(NOT_RENDERED, message, Span(path, 1, 1, 1, 1), "Mend the kustomization.")


def _kustomize(tree: str) -> Kustomize | None:
    folders = program_folders(tree)
    for name, word in _PROGRAMS:
        program = find_program(name, folders)
        if program is not None:
            return Kustomize(program, word)
    return None


def _kustomizations(read: Read, files: FileTree) -> dict[str, Kustomization]:
    """The kustomizations among what was read, by the path of their file."""
    documents: dict[str, list[Document]] = {}
    for each in read.items:
        if isinstance(each, Document) and each.source.name in KUSTOMIZATIONS:
            documents.setdefault(each.source.path, []).append(each)
    made = {path: Kustomization(path, own[0].source, own) for path, own in documents.items()}
    return {path: each for path, each in made.items() if each.roots and not each.is_foreign}


def _roots(found: dict[str, Kustomization], real_paths: RealPaths) -> list[str]:
    """Those that no other one names; of those that name each other in a circle, one."""
    by_folder = {real_paths.of(dirname(path) or "."): path for path in found}
    below = {path: _named_by(path, each, by_folder, real_paths) for path, each in found.items()}
    named = {each for path, own in below.items() for each in own if each != path}
    roots = [path for path, each in found.items() if path not in named and not each.is_component]
    reached: set[str] = set()
    for path in (*roots, *found):
        if path in reached or found[path].is_component:
            continue
        if path not in roots:
            roots.append(path)
        pending = [path]
        while pending:
            each = pending.pop()
            if each not in reached:
                reached.add(each)
                pending += below[each]
    return roots


def _named_by(path: str, kustomization: Kustomization, by_folder: dict[str, str], real_paths: RealPaths) -> list[str]:
    folder = dirname(path) or "."
    words = (each.text for key in (*OBJECTS, *PLUGINS) for each in kustomization.items(key) if type(each) is Scalar)
    paths = (real_paths.of(normpath(join(folder, word))) for word in words if "\0" not in word and "\n" not in word)
    return [by_folder[each] for each in paths if each in by_folder]


def _tree_of(folder: str, files: FileTree, read: Read) -> str:
    """The folder that nothing of an overlay may leave: its repository, the current folder, or what is scanned."""
    real = files.real(folder)
    top = files.top_around(real)
    if top is not None:
        return top
    asked = {files.real(each) for each in (os.curdir, *read.given) if each != STDIN}
    # the whole machine is nobody's tree
    return min((each for each in asked if is_within(real, each) and each != dirname(each)), key=len, default=real)


class _Shown:
    """The paths of files as the scan spells them."""

    def __init__(self, read: Read, real_paths: RealPaths) -> None:
        self._real_paths = real_paths
        self._known = {real_paths.of(each): each for each in read.files}
        self._here = real_paths.of(os.curdir)

    def path(self, real: str) -> str:
        """A real path as it was read; of one that was not, the way from the current folder."""
        known = self._known.get(self._real_paths.of(real))
        if known is not None:
            return known
        return os.path.relpath(real, self._here) if is_within(real, self._here) else real
