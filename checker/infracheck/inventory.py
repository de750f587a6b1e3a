"""Files and folders to their inventory: the model of a scan, and nothing is judged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from infracheck.engine.config import Config
from infracheck.engine.located import located_in
from infracheck.model.graph.build import build
from infracheck.pipeline import read_inputs
from infracheck.report.inventory.at_origins import at_origins
from infracheck.report.inventory.entities import Inventory
from infracheck.report.inventory.gather import inventory_of
from infracheck.session import Session


def take_inventory(
    paths: Iterable[str | os.PathLike[str]],
    *,
    config: Config,
    config_file: str | None = None,
    kubernetes_version: str | None = None,
    render: bool = True,
    helm_values: Sequence[str] = (),
    helm_sets: Sequence[str] = (),
) -> Inventory:
    """The inventory of files and folders; what is wrong with an input stands under its `inputs`.

    `config_file` is where the config was read, and is no input.
    """
    session = Session(
        config, config_file=config_file, kubernetes_version=kubernetes_version, render=render, helm_values=helm_values,
        helm_sets=helm_sets,
    )  # fmt: skip
    read = read_inputs(session, [os.fspath(each) for each in paths], session.files)
    # what is rendered for several environments is listed side by side
    built = build(read.items, session.version, session.config.exists)
    return at_origins(inventory_of(built, len(read.files)), located_in(built.trees, read.written))
