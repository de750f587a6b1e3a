"""The real paths of many files, most of which stand in few folders."""

from __future__ import annotations

from os.path import join, split

from infracheck.source.files.file_tree import FileTree, is_link


class RealPaths:
    """Real paths in one tree of files; that of each folder is found once."""

    __slots__ = ("_files", "_folders")

    def __init__(self, files: FileTree) -> None:
        self._files = files
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The absolute path with all links followed, as far as it exists."""
        folder, name = split(path)
        if name in ("", ".", "..") or is_link(self._files, path):
            return self._files.real(path)
        if folder not in self._folders:
            self._folders[folder] = self._files.real(folder)
        return join(self._folders[folder], name)
