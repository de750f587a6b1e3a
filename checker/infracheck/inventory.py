"""Files and folders to their inventory: collect, read, model, and nothing is judged."""

from __future__ import annotations

import os
from collections.abc import Iterable

from infracheck.engine.config import Config
from infracheck.model.graph.build import build
from infracheck.pipeline import parse_version
from infracheck.reading import read_all
from infracheck.report.inventory.entities import Inventory
from infracheck.report.inventory.gather import inventory_of


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
    read = read_all((os.fspath(each) for each in paths), config=config_file)
    built = build(read.items, version, config.exists)
    return inventory_of(built, len(read.files))
