"""A config in TOML, `[tool.infracheck]` of a pyproject.toml, as the same tree that YAML makes."""

from __future__ import annotations

import re
from os.path import basename
from typing import Any, TypeAlias

from infracheck.errors import ConfigError
from infracheck.source.files.file_tree import DISK, FileTree, is_file, is_link
from infracheck.source.languages import toml_values
from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import PLAIN, Mapping, Node, Scalar, Sequence

PYPROJECT = "pyproject.toml"
_TABLE = ("tool", "infracheck")
_MOST_BYTES = 1_000_000
# a table's header, or the keys before an equals sign
_LINE = r"""(?m)^[ \t]*+(?:\[\[?(?P<table>[^\]\n]++)\]|(?P<keys>(?:[\w.-]|"[^"\n]*+"|'[^'\n]*+'|[ \t])++)=)"""
_PART = re.compile(r"""[ \t]*+(?:"([^"\n]*+)"|'([^'\n]*+)'|([\w-]++))[ \t]*+(?:\.|\Z)""")

Path: TypeAlias = tuple[str, ...]


def has_table(path: str, files: FileTree = DISK) -> bool:
    """Whether a file is a pyproject.toml with a table of ours; one that says so and cannot be read is told later."""
    try:
        if is_link(files, path) or not is_file(files, path):
            return False
        text = files.load(path, _MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    return any(path_of_keys[:2] == _TABLE for path_of_keys in _places(text))


def read_toml(source: Source) -> Node | None:
    """The tree of a TOML config, of a pyproject.toml that of our table; None where it has none."""
    try:
        loaded: Any = toml_values(source.text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        where = f"{source.path}:{at[1]}" if at else source.path
        raise ConfigError("invalid TOML", where=where, remedy="Fix the TOML syntax.") from None
    path: Path = ()
    if basename(source.path) == PYPROJECT:
        path = _TABLE
        for name in path:
            loaded = loaded.get(name) if isinstance(loaded, dict) else None
    return None if loaded is None else _Tree(source).node(loaded, path)


class _Tree:
    """Nodes of loaded values, each at the line that names it: tomllib tells no places."""

    __slots__ = ("_places", "_source")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._places = _places(source.text)

    def node(self, value: Any, path: Path) -> Node:
        start, end = self._place(path)
        if isinstance(value, dict):
            values = {name: self.node(each, (*path, name)) for name, each in value.items()}
            keys = {name: Scalar(self._source, *self._place((*path, name)), name, '"') for name in values}
            return Mapping(self._source, start, end, values, keys)
        if isinstance(value, list):
            return Sequence(self._source, start, end, [self.node(each, path) for each in value])
        if isinstance(value, bool):
            return Scalar(self._source, start, end, "true" if value else "false", PLAIN)
        # a date is a string here, as it is in the YAML that Kubernetes reads
        return Scalar(self._source, start, end, str(value), PLAIN if isinstance(value, int | float) else '"')

    def _place(self, path: Path) -> tuple[int, int]:
        """The place of the keys, else of the table around them: an inline table stands on the line of its own."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, (0, 0))


def _places(text: str) -> dict[Path, tuple[int, int]]:
    """Where the keys of each table are written, and the tables' headers; the first one counts."""
    found: dict[Path, tuple[int, int]] = {}
    table: Path = ()
    for line in re.finditer(_LINE, text):
        name = "keys" if line["table"] is None else "table"
        path = _parts(line[name])
        if name == "table":
            table = path
        else:
            path = table + path
        start = line.start(name) + len(line[name]) - len(line[name].lstrip())
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], (start, start + len(line[name].strip())))
    return found


def _parts(keys: str) -> Path:
    parts: list[str] = []
    found = _PART.match(keys)
    while found is not None:
        parts.append(next(filter(None, found.groups()), ""))
        found = _PART.match(keys, found.end()) if found.end() < len(keys) else None
    return tuple(parts)
