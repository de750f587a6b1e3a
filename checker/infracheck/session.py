"""One run's state: a server, a worker of a fleet and a test each hold one, and none sees another's."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from time import gmtime, strftime
from typing import TYPE_CHECKING, Any

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config, read_config
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import INSTALLED, load_folder, load_installed, load_pack
from infracheck.engine.waivers.terms import Terms, terms_of
from infracheck.errors import UsageError
from infracheck.model.base.values import NEWEST_KUBERNETES, KubernetesVersion
from infracheck.reading import Progress

if TYPE_CHECKING:
    from datetime import date

    from infracheck.engine.waivers.in_config import ConfigWaiver


class Session:
    """What a run was told, and what it loaded for that: policies once, however often it scans.

    `config` is a path or what was read from one; `config_file`, where that one stood, is no input. A `catalogue` that
    is at hand is taken in place of the folders of `policies`. `root` is the folder that reports name files relative to,
    by default the root of their repository; `today` is the day by which waivers expire, by default the day it is in
    UTC. Raises `InfracheckError`s for wrong use.
    """

    __slots__ = ("_catalogue", "_folders", "config", "config_file", "jobs", "progress", "root", "today", "version")

    def __init__(
        self,
        config: Config | str | os.PathLike[str] | None = None,
        *,
        config_file: str | None = None,
        policies: Sequence[str | os.PathLike[str]] = (),
        catalogue: Catalogue | None = None,
        kubernetes_version: str | None = None,
        jobs: int = 1,
        progress: Progress | None = None,
        root: str | None = None,
        today: date | None = None,
    ) -> None:
        if not isinstance(config, Config):
            config_file = None if config is None else os.fspath(config)
            config = read_config(config_file)
        self.config: Config = config
        self.config_file = config_file
        self.version = parse_version(kubernetes_version or config.kubernetes_version)
        self.jobs = jobs
        self.progress = progress
        self.root = root
        # the same day for everybody, wherever a pipeline runs
        self.today = strftime("%Y-%m-%d", gmtime()) if today is None else today.isoformat()
        self._folders = tuple(os.fspath(each) for each in policies)
        self._catalogue = catalogue

    @property
    def catalogue(self) -> Catalogue:
        """Every policy that may be asked; an inventory loads none."""
        if self._catalogue is None:
            self._catalogue = load_catalogue((*self.config.policies, *self._folders))
        return self._catalogue

    def chosen(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Policy]:
        """The policies that selectors mean, or else the config's, without those that are ignored."""
        return self.catalogue.select(tuple(select) or self.config.select, (*self.config.ignore, *ignore))

    def terms(self, asked: Sequence[Policy]) -> Terms:
        """What holds for waivers; raises `ConfigError` for an entry of the config that cannot hold."""
        config = self.config
        listed: tuple[ConfigWaiver, ...] = ()
        if config.waivers is not None:
            from infracheck.engine.waivers.in_config import listed_waivers  # late: most configs have none

            listed = tuple(listed_waivers(config.waivers, self.catalogue))
        return terms_of(
            self.catalogue, asked, self.today, protected=config.protected, tools=frozenset(config.peer_waivers),
            listed=listed,
        )  # fmt: skip

    def options(self) -> dict[str, Any]:
        """The options that the config sets, by policy id."""
        return self.config.options_for(self.catalogue)


def parse_version(text: str | None) -> KubernetesVersion:
    """A version of Kubernetes, the newest known where none is given; raises `UsageError` for no version."""
    if not text or text == "latest":
        return NEWEST_KUBERNETES
    version = KubernetesVersion.parse(text)
    if version is None:
        raise UsageError(f"{text!r} is not a Kubernetes version.", remedy=f"Use a version such as {NEWEST_KUBERNETES}.")
    return version


def load_catalogue(folders: Iterable[str] = ()) -> Catalogue:
    """The built-in policies, with those of the folders that the caller names; `installed` is every installed pack."""
    named = (each for folder in folders for each in (load_installed() if folder == INSTALLED else load_folder(folder)))
    return Catalogue((*load_pack(), *named))
