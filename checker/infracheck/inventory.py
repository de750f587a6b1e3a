"""Files and folders to their inventory: collect, read, model, and nothing is judged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from infracheck.engine.config import Config
from infracheck.model.build import build
from infracheck.pipeline import parse_version
from infracheck.report.inventory.entities import Inventory
from infracheck.report.inventory.gather import inventory_of
from infracheck.source.collect import InputFile, Skipped, collect
from infracheck.source.problem import Problem
from infracheck.source.read import Item, read


def take_inventory(
    paths: Iterable[str | os.PathLike[str]],
    *,
    config: Config,
    config_file: str | None = None,
    kubernetes_version: str | None = None,
) -> Inventory:
    """The inventory of files and folders; what is wrong with an input stands under its `inputs`.

    `config_file` is where the config was read, and is no input.
    """
    version = parse_version(kubernetes_version or config.kubernetes_version)
    files: set[str] = set()
    built = build(_items((os.fspath(each) for each in paths), config_file, files), version, config.exists)
    return inventory_of(built, len(files))


def _items(paths: Iterable[str], config: str | None, files: set[str]) -> Iterator[Item]:
    for each in collect(paths, config=config):
        if isinstance(each, Problem):
            yield each
        elif isinstance(each, InputFile):
            for item in read(each):
                if not isinstance(item, Skipped):
                    files.add(each.path)
                    yield item
