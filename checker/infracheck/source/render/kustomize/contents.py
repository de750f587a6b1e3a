"""The files that the overlays of a scan are built from, each read once however many of them it goes into."""

from __future__ import annotations

from collections.abc import Callable

from infracheck.record import Record
from infracheck.source.files.file_tree import FileTree
from infracheck.source.files.input_file import YAML, InputFile
from infracheck.source.files.load import decode
from infracheck.source.text.span import Source


class Content(Record):
    """What a file holds, and the same as text; that is empty where it is none."""

    data: bytes
    source: Source


class Contents:
    """Files by their real paths, under the paths that the scan shows."""

    def __init__(self, files: FileTree, shown: Callable[[str], str]) -> None:
        """`shown` gives a real path as the scan spells it."""
        self.files = files
        self.shown = shown
        self._known: dict[tuple[str, str], Content] = {}

    def of(self, path: str, place: str, most: int) -> Content:
        """What a file holds that stands at a place, or that a link there leads to; of a larger one a byte too much."""
        known = self._known.get((path, place))
        if known is None:
            data = self.files.load(path, most)
            shown = self.shown(place)
            text = decode(InputFile(shown, YAML), data)
            known = Content(data, Source(shown, text if isinstance(text, str) else ""))
            self._known[path, place] = known
        return known
