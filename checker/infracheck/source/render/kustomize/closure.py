"""All that a build reads: the files that a kustomization names, and those that these name, gathered beforehand."""

from __future__ import annotations

import os
from collections.abc import Iterable
from os.path import dirname, isabs, join, normpath, relpath

from infracheck.record import Record
from infracheck.source.files.file_tree import is_file, is_folder, is_link
from infracheck.source.files.input_file import KUSTOMIZATIONS
from infracheck.source.files.links import leaves
from infracheck.source.render.kustomize.contents import Contents
from infracheck.source.render.kustomize.inline import inline_roots, is_inline
from infracheck.source.render.kustomize.kustomization import (
    OBJECTS,
    PLUGINS,
    Kustomization,
    Listed,
    files_of_generator,
    items,
    under,
    word,
)
from infracheck.source.render.kustomize.plugins import as_fields
from infracheck.source.render.kustomize.remote import is_remote
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import DUPLICATE_KEY, NOT_RENDERED, Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar

_MOST_FILES = 5_000
_MOST_BYTES = 50_000_000
_MOST_IN_A_FILE = 10_000_000
_FUNCTIONS = ("config.kubernetes.io/function", "config.k8s.io/function")


class RefusedOverlayError(Exception):
    """Why an overlay is not built, and where the reason stands."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Closure(Record):
    """What a build reads, by paths relative to the tree, with slashes.

    `links` lead from one such path to another; `brings` are the entries of each kustomization with what they lead to.
    """

    root: str
    files: dict[str, bytes]
    links: dict[str, str]
    sources: dict[str, Source]
    kustomizations: dict[str, Kustomization]
    brings: dict[str, list[tuple[Listed, str]]]

    def led_to(self, kustomization: Kustomization, node: Node) -> str:
        """The file or folder that a word of a kustomization leads to, empty where there is none."""
        brought = self.brings.get(kustomization.name, ())
        return next((name for entry, name in brought if entry.node is node), "")

    def settled(self, name: str) -> str:
        """The name of a file by which it is known, of one that leads through links."""
        for _ in self.links:
            link = next((each for each in self.links if name == each or name.startswith(f"{each}/")), None)
            if link is None:
                break
            name = self.links[link] + name[len(link) :]
        return name

    def in_folder(self, folder: str) -> Kustomization | None:
        """The kustomization of a folder."""
        names = (each if folder == "." else f"{folder}/{each}" for each in KUSTOMIZATIONS)
        return next((self.kustomizations[each] for each in names if each in self.kustomizations), None)


def closure_of(folder: str, tree: str, contents: Contents) -> Closure:
    """What building the kustomization of a folder reads, all of it below the real path of a tree.

    Raises `RefusedOverlayError` for what would be fetched, run, or read from elsewhere, and past the bounds; `OSError`
    for what cannot be read.
    """
    return _Gathering(tree, contents).gather(contents.files.real(folder))


class _Gathering:
    """Gathers what the kustomizations of one overlay name."""

    def __init__(self, tree: str, contents: Contents) -> None:
        self._tree = tree
        self._tree_files = contents.files
        self._contents = contents
        self._bytes = 0
        self._budget = ReadingBudget()
        self._pending: list[tuple[str, bool]] = []
        self._found = Closure("", {}, {}, {}, {}, {})

    def gather(self, folder: str) -> Closure:
        self._pending = [(folder, False)]
        seen: set[tuple[str, bool]] = set()
        while self._pending:
            place = self._pending.pop()
            if place not in seen:
                seen.add(place)
                self._visit(*place)
        return self._found._replace(root=self._name(folder))

    def _visit(self, folder: str, is_plugin: bool) -> None:
        for name in KUSTOMIZATIONS:
            if is_file(self._tree_files, join(folder, name)):
                self._kustomization(folder, join(folder, name), is_plugin=is_plugin)

    def _kustomization(self, folder: str, path: str, *, is_plugin: bool) -> None:
        real, name = self._tree_files.real(path), self._name(path)
        start = Span(self._contents.shown(path), 1, 1, 1, 1)
        if leaves(real, self._tree):
            raise _refused("its file is a link that leads out of the tree", start)
        self._load(real, name, start)
        source = self._found.sources[name]
        if self._found.files[name].strip() and not source.text:
            raise _refused("its kustomization is no text", start, "Save the file as UTF-8.")
        made = Kustomization(name, source, self._documents(source))
        self._found.kustomizations[name] = made
        for chart in made.charts():
            raise _refused("it has Kustomize run Helm on a chart", chart.span, _RUN_HELM)
        brought = self._found.brings[name] = []
        for entry in made.entries():
            brought += self._follow(folder, entry, is_plugin=is_plugin)
        configs: list[Node] = []
        for entry in made.plugins():
            if is_inline(entry.node):
                configs += inline_roots(entry.node, self._budget)
            else:
                brought += self._follow(folder, entry, is_plugin=True)
        for entry, target in brought:
            if entry.key in PLUGINS or (is_plugin and entry.key in OBJECTS):
                config_file = self._found.sources.get(target)
                configs += [] if config_file is None else [each.root for each in self._documents(config_file)]
        for config in configs:
            brought += self._config(folder, made, config)

    def _config(self, folder: str, kustomization: Kustomization, config: Node) -> list[tuple[Listed, str]]:
        """Take up the config of a plugin, where it is one of those that Kustomize brings along."""
        is_own = word(config, "apiVersion") == "builtin" and not word(config, "kind").startswith("HelmChart")
        if not is_own or _is_function(config):
            raise _refused("it has Kustomize run a plugin", config.span, _PLUGIN)
        fields = as_fields(config)
        kustomization.roots += [] if fields is None else [fields]
        return [each for entry in _files_of_config(config) for each in self._follow(folder, entry)]

    def _follow(self, folder: str, entry: Listed, *, is_plugin: bool = False) -> list[tuple[Listed, str]]:
        """Gather what one entry leads to."""
        place = entry.node.span
        if isabs(entry.path) or "\0" in entry.path:
            raise _refused(f"`{entry.key}` names an absolute path", place, "Write a path from the kustomization.")
        if "://" in entry.path or (is_remote(entry.path) and not is_file(self._tree_files, join(folder, entry.path))):
            raise _refused(f"`{entry.key}` names what would be fetched from elsewhere", place, _REMOTE)
        target = self._walk(folder, entry, place)
        if is_folder(self._tree_files, target):
            if not any(is_file(self._tree_files, join(target, name)) for name in KUSTOMIZATIONS):
                raise _refused(f"`{entry.key}` names a folder without a kustomization", place, "Name its files.")
            self._pending.append((target, is_plugin))
            return [(entry, self._name(target))]
        if not is_file(self._tree_files, target):
            raise _refused(f"`{entry.key}` names what is not there", place, "Mend the path, or add the file.")
        name = self._name(target)
        self._load(target, name, place)
        return [(entry, name)]

    def _walk(self, folder: str, entry: Listed, place: Span) -> str:
        """The real path that an entry leads to, the links on the way noted."""
        # as Go does: the words of the path are settled before any link is followed
        at, waiting = folder, normpath(entry.path).split(os.sep)[::-1]
        while waiting:
            part = waiting.pop()
            step = dirname(at) if part == ".." else join(at, part) if part not in ("", ".") else at
            if not is_link(self._tree_files, step):
                at = step
            else:
                at = self._tree_files.real(step)
                if not leaves(at, self._tree):
                    self._found.links[self._name(step)] = self._name(at)
            if leaves(at, self._tree):
                raise _refused(f"`{entry.key}` leads out of the tree", place, "Copy what it names into the repository.")
        return at

    def _load(self, path: str, name: str, place: Span) -> None:
        if name in self._found.files:
            return
        content = self._contents.of(path, join(self._tree, *name.split("/")), _MOST_IN_A_FILE)
        self._bytes += len(content.data)
        if len(content.data) > _MOST_IN_A_FILE or self._bytes > _MOST_BYTES or len(self._found.files) >= _MOST_FILES:
            raise _refused("it reads too much to be built", place, "Split the overlay.")
        self._found.files[name] = content.data
        self._found.sources[name] = content.source

    def _documents(self, source: Source) -> list[Document]:
        read = read_documents(source, self._budget)
        broken = next((each for each in read if isinstance(each, Problem) and each.id != DUPLICATE_KEY), None)
        if broken is not None:
            raise _refused(f"its kustomization cannot be read: {broken.message}", broken.span, broken.remedy)
        return [each for each in read if isinstance(each, Document)]

    def _name(self, path: str) -> str:
        """A path below the tree, as the closure names it."""
        return relpath(path, self._tree).replace(os.sep, "/")


def _files_of_config(root: Node) -> Iterable[Listed]:
    """The files that the config of one of Kustomize's own plugins names."""
    key = word(root, "kind")
    for each in (*under(root, "path"), *items(root, "paths")):
        if type(each) is Scalar and each.text and not is_inline(each):
            yield Listed(key, each.text, each)
    for item in items(root, "replacements"):
        for each in under(item, "path"):
            if type(each) is Scalar and each.text:
                yield Listed(key, each.text, each)
    yield from files_of_generator(key, root)


def _is_function(root: Node) -> bool:
    """Whether a config is for a container or a program, by the annotation that says so."""
    return any(
        name.casefold() in _FUNCTIONS
        for metadata in under(root, "metadata")
        for annotations in under(metadata, "annotations")
        for name in (annotations.values if type(annotations) is Mapping else ())
    )


def _refused(why: str, place: Span, remedy: str = "Mend the kustomization.") -> RefusedOverlayError:
    return RefusedOverlayError(Problem(NOT_RENDERED, f"this overlay is not built: {why}", place, remedy))


_REMOTE = "Copy what it names into the repository, or scan the output of `kustomize build`."
_RUN_HELM = "Scan the output of `kustomize build --enable-helm`."
_PLUGIN = "Scan the output of `kustomize build` with its plugins."
