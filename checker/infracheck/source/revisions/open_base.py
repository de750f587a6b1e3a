"""The commit that a scan is compared with, open for as long as the scan lasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os.path import normpath

from infracheck.record import Record
from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.files.input_file import kind_of
from infracheck.source.revisions.merge_base import Base, find_base
from infracheck.source.revisions.tree import RevisionTree, WorkTree, tree_of

_SHOWN = 10
_MOST_BYTES = 1_000_000


class OpenBase(Record):
    """A commit with its files, and the work tree that is judged by its rules."""

    base: Base
    tree: RevisionTree
    work_tree: WorkTree

    @property
    def name(self) -> str:
        """The commit in words."""
        commit = self.base.commit[:_SHOWN]
        return commit if self.base.revision.startswith(commit) else f"{self.base.revision} ({commit})"

    def rules_at(self, path: str) -> FileTree:
        """Where a file is read from that says how to scan: what lies outside the repository is the caller's."""
        return DISK if self.tree.top_around(DISK.real(path)) is None else self.tree

    def is_changed(self, path: str) -> bool:
        """Whether a file of the work tree is not as the commit has it."""
        try:
            return self.tree.load(path, _MOST_BYTES) != DISK.load(path, _MOST_BYTES)
        except OSError:
            return True

    def paths(self, given: Iterable[str]) -> list[str]:
        """What to scan of the commit: the same paths, and what files are called there that have another name now."""
        asked = [normpath(each) for each in given]
        there = [each for each in asked if self.tree.exists(each)]
        if len(there) < len(asked):
            there += [each for each in self.tree.files_gone() if kind_of(each) is not None]
        return there


@contextmanager
def opened(paths: Iterable[str], revision: str, *, exact: bool = False) -> Iterator[OpenBase]:
    """The commit that a revision means for what is scanned; raises `UsageError` where it cannot be told or read."""
    base = find_base(paths, revision, exact=exact)
    with tree_of(base.repository, base.commit) as tree:
        yield OpenBase(base, tree, WorkTree(tree))
