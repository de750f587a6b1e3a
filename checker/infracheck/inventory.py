"""Files and folders to their inventory: collect, read, model, and nothing is judged."""

from __future__ import annotations

import os
from collections.abc import Iterable

from infracheck.engine.config import Config
from infracheck.model.build import build
from infracheck.pipeline import parse_version, read_all
from infracheck.report.inventory.entities import Inventory
from infracheck.report.inventory.gather import inventory_of


def take_inventory(
    paths: Iterable[str | os.PathLike[str]], *, config: Config, kubernetes_version: str | None = None
) -> Inventory:
    """The inventory of files and folders; what is wrong with an input stands under its `inputs`."""
    version = parse_version(kubernetes_version or config.kubernetes_version)
    items, files, _ = read_all(os.fspath(each) for each in paths)
    return inventory_of(build(items, version, config.exists), len(files))
