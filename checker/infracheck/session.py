"""One run's state: a server, a worker of a fleet and a test each hold one, and none sees another's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from time import gmtime, strftime
from typing import TYPE_CHECKING, Any

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config, read_config
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import INSTALLED, Pack, load_folder, load_installed
from infracheck.engine.rules.rule import Severity
from infracheck.engine.waivers.terms import Terms, terms_of
from infracheck.errors import UsageError
from infracheck.model.base.values import NEWEST_KUBERNETES, KubernetesVersion
from infracheck.reading import Progress
from infracheck.record import Record
from infracheck.rendering.settings import RenderSettings, chart_settings
from infracheck.source.files.file_tree import DISK, FileTree

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from infracheck.engine.config.by_path import ByPath
    from infracheck.gate import Comparison
    from infracheck.rendering.job import Rendered
    from infracheck.source.files.path_patterns import PathPatterns
    from infracheck.source.revisions.open_base import OpenBase


class Asked(Record):
    """What a scan asks: policies, their options by id, and where a config says so what is different by file."""

    policies: list[Policy]
    options: dict[str, Any]
    by_path: ByPath | None = None


class Session:
    """What a run was told, and what it loaded for that: policies once, however often it scans.

    `config` is a path or what was read from one; `config_file`, where that one stood, is no input. A `catalogue` that
    is at hand is taken in place of the folders of `policies`. `root` is the folder that reports name files relative to,
    by default the root of their repository; `today` is the day by which waivers expire, by default the day it is in
    UTC. `compared_with` is a commit or a baseline; what says how to scan is read from that commit. Charts and overlays
    are rendered unless `render`, or the config, says no; every chart with `helm_values`, which are files, and
    `helm_sets`, as `helm --set` takes them. Raises `InfracheckError`s for wrong use.
    """

    __slots__ = (
        "_catalogue", "_folders", "_helm_sets", "_helm_values", "_rendered", "_renders", "compared_with", "config",
        "config_file", "files", "jobs", "progress", "root", "today", "version",
    )  # fmt: skip

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
        compared_with: Comparison | None = None,
        root: str | None = None,
        today: date | None = None,
        render: bool = True,
        helm_values: Sequence[str | os.PathLike[str]] = (),
        helm_sets: Sequence[str] = (),
    ) -> None:
        self.compared_with = compared_with
        self.files: FileTree = DISK if self.base is None else self.base.work_tree
        if not isinstance(config, Config):
            config_file = None if config is None else os.fspath(config)
            config = read_config(config_file, files=self.rules_at(config_file or ""))
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
        self._renders = render and config.render
        self._rendered: dict[Hashable, Rendered] = {}
        self._helm_values = tuple(os.fspath(each) for each in helm_values)
        self._helm_sets = tuple(helm_sets)

    @property
    def catalogue(self) -> Catalogue:
        """Every policy that may be asked; an inventory loads none."""
        if self._catalogue is None:
            self._catalogue = load_catalogue((*self.config.policies, *self._folders), self.rules_at)
        return self._catalogue

    @property
    def base(self) -> OpenBase | None:
        """The commit that the scan is compared with, where there is one."""
        return None if self.compared_with is None else self.compared_with.base

    def terms(self, asked: Asked) -> Terms:
        """What holds for waivers; raises `ConfigError` for an entry of the config that cannot hold."""
        config = self.config
        listed = () if config.written is None else config.written.waivers(config.waivers, self.catalogue)
        return terms_of(
            self.catalogue, asked.policies, self.today, protected=config.protected, listed=listed,
            tools=frozenset(config.peer_waivers), by_path=asked.by_path,
        )  # fmt: skip

    def rules_at(self, path: str) -> FileTree:
        """Where a file stands that says how to scan: in the base, if it lies in the repository, else on the disk."""
        return DISK if self.base is None else self.base.rules_at(path)

    def asked(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Asked:
        """The policies that selectors mean, or else the config's, without those that are ignored."""
        self.config.check(self.catalogue)
        if self.config.written is not None and self.config.overrides:
            by_path = self.config.written.by_path(self.config, self.catalogue, select, ignore)
            return Asked(self._weighed(by_path.policies()), by_path.options(), by_path)
        chosen = self.catalogue.select(tuple(select) or self.config.select, (*self.config.ignore, *ignore))
        return Asked(self._weighed(chosen), self.config.options_for(self.catalogue))

    def _weighed(self, chosen: list[Policy]) -> list[Policy]:
        """Policies with the severities that the config gives them."""
        levels = self.config.severities_for(self.catalogue)
        if not levels:
            return chosen
        return [
            each._replace(severity=Severity[levels[each.id].upper()]) if each.id in levels else each for each in chosen
        ]

    def rendering(self) -> RenderSettings:
        """What holds for charts and overlays."""
        charts = tuple(map(chart_settings, self.config.charts))
        return RenderSettings(self.version, self._renders, self._helm_values, self._helm_sets, charts, self._rendered)

    def exclude(self) -> PathPatterns | None:
        """What the config leaves out of folders."""
        if not self.config.exclude or self.config.written is None:
            return None
        return self.config.written.exclude(self.config.exclude)


def parse_version(text: str | None) -> KubernetesVersion:
    """A version of Kubernetes, the newest known where none is given; raises `UsageError` for no version."""
    if not text or text == "latest":
        return NEWEST_KUBERNETES
    version = KubernetesVersion.parse(text)
    if version is None:
        raise UsageError(f"{text!r} is not a Kubernetes version.", remedy=f"Use a version such as {NEWEST_KUBERNETES}.")
    return version


def load_catalogue(folders: Iterable[str] = (), holder: Callable[[str], FileTree] = lambda _: DISK) -> Catalogue:
    """The built-in policies, with those of the folders that the caller names; `installed` is every installed pack.

    `holder` says which tree holds a folder.
    """
    folders = tuple(folders)
    built_in = Pack()
    if not folders:
        return Catalogue(built_in.policies(), built_in.recommended())
    named = (
        each
        for folder in folders
        for each in (load_installed() if folder == INSTALLED else load_folder(folder, holder(folder)))
    )
    return Catalogue((*built_in.policies(), *named))


def compare_with(
    stack: ExitStack,
    paths: Sequence[str],
    revision: str | None,
    baseline: str | os.PathLike[str] | None,
    *,
    exact: bool = False,
) -> Comparison | None:
    """What a scan of these paths is compared with, open until the stack is closed; None where that is nothing."""
    if revision is None and baseline is None:
        return None
    from infracheck.gate import open_comparison  # late: most scans are compared with nothing

    return open_comparison(stack, paths, revision, None if baseline is None else os.fspath(baseline), exact=exact)
