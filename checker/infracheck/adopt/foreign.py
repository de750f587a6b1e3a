"""The files of other tools, read as what they are: input of whoever wrote the repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from importlib import import_module
from os.path import lexists
from typing import Any

from infracheck.adopt.wish import Wish
from infracheck.errors import ConfigError, UsageError
from infracheck.source.files.file_tree import DISK
from infracheck.source.host.confined import is_confined
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Mapping, Node

TOOLS = ("checkov", "hadolint", "kics", "kube-linter", "kube-score", "kubescape", "polaris", "trivy")
_MOST_BYTES = 1_000_000


def files_of(tool: str) -> list[str]:
    """The files in which a tool looks for its settings, in the current folder; raises `UsageError` for none."""
    names: tuple[str, ...] = _reader_of(tool).FILES
    found = [name for name in names if lexists(name)]
    if not found:
        looked = f"none of {', '.join(names)} is in this folder" if names else f"{tool} has no config file of its own"
        example = f"--from {tool}=FILE"
        raise UsageError(looked, where=f"--from {tool}", remedy=f"Name the file: {example}.")
    return found


def read_wishes(tool: str, path: str) -> list[Wish]:
    """What a file of a tool asks for; raises `ConfigError` for one that cannot be read."""
    reader = _reader_of(tool)
    source = Source(path, _load(path))
    is_text = hasattr(reader, "lines") and not (hasattr(reader, "wishes") and path.endswith((".yaml", ".yml")))
    if is_text:
        return [each._replace(file=path) for each in reader.lines(source.text)]
    wishes: list[Wish] = []
    for root in _roots(source):
        if not isinstance(root, Mapping) and tool != "kubescape":
            raise ConfigError(
                "must be a mapping", where=f"{path}:{root.span.line}", remedy="Check that it is the file."
            )
        wishes += (each._replace(file=path) for each in reader.wishes(root))
    return wishes


def _reader_of(tool: str) -> Any:
    return import_module(f"infracheck.adopt.from_{tool.replace('-', '_')}")


def _roots(source: Source) -> Iterator[Node]:
    for each in read_documents(source):
        if isinstance(each, Problem):
            raise ConfigError(each.message, where=f"{each.span.path}:{each.span.line}", remedy=each.remedy)
        yield each.root


def _load(path: str) -> str:
    """The text of a regular file below the current folder."""
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode) or not is_confined(path, os.curdir):
            remedy = "Run it where the file is; symbolic links are not followed."
            raise ConfigError("is not a regular file of this folder", where=path, remedy=remedy)
        content = DISK.load(path, _MOST_BYTES)
    except OSError as error:
        what = (error.strerror or "cannot be read").lower()
        raise ConfigError(what, where=path, remedy="Check the file's path and permissions.") from error
    if len(content) > _MOST_BYTES:
        raise ConfigError(f"larger than {_MOST_BYTES // 1_000_000} MB", where=path, remedy="Reduce its size.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", where=path, remedy="Save it as UTF-8.") from error
