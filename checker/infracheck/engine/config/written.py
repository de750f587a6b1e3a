"""A config as it is written: what its entries mean that are about single files, or about waivers."""

from __future__ import annotations

from collections.abc import Sequence

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config
from infracheck.engine.config.by_path import ByPath
from infracheck.engine.waivers.in_config import ConfigWaiver, listed_waivers
from infracheck.record import Record
from infracheck.source.files.path_patterns import Homes, PathPatterns
from infracheck.source.yaml.tree import Mapping, Node


class WrittenConfig(Record):
    """The tree of a config's file."""

    root: Mapping

    def exclude(self, patterns: Sequence[str]) -> PathPatterns:
        """What patterns of the config leave out of folders."""
        return PathPatterns(patterns, Homes(self.root.source.path))

    def waivers(self, entries: Node | None, catalogue: Catalogue) -> tuple[ConfigWaiver, ...]:
        """The waivers that it lists; raises `ConfigError` for an entry that cannot hold."""
        return tuple(listed_waivers(entries, catalogue))

    def by_path(
        self, config: Config, catalogue: Catalogue, select: Sequence[str] = (), ignore: Sequence[str] = ()
    ) -> ByPath:
        """What its overrides make of each file; the selectors are the caller's, who outranks the config."""
        return ByPath(config, Homes(self.root.source.path), catalogue, select, ignore)
