"""What a config's `overrides` make of each file, decided once for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config, Override, options_in, severities_in
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.finding import Finding
from infracheck.engine.rules.rule import Severity
from infracheck.record import Record
from infracheck.source.files.path_patterns import Homes, PathPatterns


class Holding(Record):
    """What holds for a file: its policies, severities and options by policy id, and its gate where one is set."""

    policies: tuple[Policy, ...]
    ids: frozenset[str]
    severities: Mapping[str, Severity]
    options: Mapping[str, Any]
    least: Severity | None
    fail_on: str | None


class OptionsByPath:
    """The options of a policy that are not the same for all files."""

    __slots__ = ("_by_path", "_policy")

    def __init__(self, by_path: ByPath, policy: Policy) -> None:
        self._by_path = by_path
        self._policy = policy

    def at(self, path: str) -> Any:
        """The options for what stands in a file."""
        assert self._policy.options is not None
        return self._by_path.at(path).options.get(self._policy.id) or self._policy.options()


class ByPath:
    """The overrides of a config as they hold for one scan."""

    __slots__ = ("_asked", "_by_overrides", "_catalogue", "_config", "_overrides", "_seen")

    def __init__(
        self,
        config: Config,
        homes: Homes,
        catalogue: Catalogue,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> None:
        """`homes` are what its patterns are relative to; the selectors are the caller's, who outranks the config."""
        self._config = config
        self._catalogue = catalogue
        self._asked = (tuple(select), tuple(ignore))
        self._overrides = [(PathPatterns(each.paths, homes), each) for each in config.overrides]
        self._seen: dict[str, Holding] = {}
        self._by_overrides: dict[tuple[int, ...], Holding] = {}

    def matching(self, path: str) -> list[int]:
        """Which of the overrides mean a file."""
        return [at for at, (patterns, _) in enumerate(self._overrides) if patterns.hold(path)]

    def at(self, path: str) -> Holding:
        """What holds for a file."""
        found = self._seen.get(path)
        if found is None:
            numbers = tuple(self.matching(path))
            if numbers not in self._by_overrides:
                self._by_overrides[numbers] = self._with(self._overrides[at][1] for at in numbers)
            found = self._seen[path] = self._by_overrides[numbers]
        return found

    def stands_for(self, rendered: str, path: str) -> None:
        """Let what holds for a file hold for a text that was rendered from it."""
        self._seen[rendered] = self.at(path)

    def policies(self) -> list[Policy]:
        """The policies that hold for any file."""
        config, catalogue = self._config, self._catalogue
        chosen = {each.id for each in self._with(()).policies}
        for each in config.overrides:
            chosen |= {policy.id for policy in self._chosen([each])}
        return [each for each in catalogue.policies.values() if each.id in chosen]

    def options(self) -> dict[str, Any]:
        """The options by policy id, `OptionsByPath` where they are not the same for all files."""
        plain = dict(self._config.options_for(self._catalogue))
        for each in self._config.overrides:
            for policy_id in options_in(_table(each, "options"), self._catalogue):
                plain[policy_id] = OptionsByPath(self, self._catalogue.policies[policy_id])
        return plain

    def kept(self, findings: Iterable[Finding], path_of: Callable[[Finding], str]) -> list[Finding]:
        """The findings of policies that hold where these are reported, with the severities that hold there."""
        kept = []
        for each in findings:
            here = self.at(path_of(each))
            if each.rule is not None and each.policy_id not in here.ids:
                continue
            each.severity = here.severities.get(each.policy_id, each.severity)
            kept.append(each)
        return kept

    def gates(self, paths: Iterable[str]) -> dict[str, tuple[Severity | None, str | None]]:
        """From which severity on findings of a file are listed, and fail the run, where an override says so."""
        held = ((path, self.at(path)) for path in paths)
        return {path: (each.least, each.fail_on) for path, each in held if each.least is not None or each.fail_on}

    def _with(self, overrides: Iterable[Override]) -> Holding:
        """What holds where these overrides hold, the later ones first of all."""
        chain = list(overrides)
        severities = dict(self._config.severities_for(self._catalogue))
        options = self._config.options_for(self._catalogue)
        least = fail_on = None
        for each in chain:
            severities |= severities_in(each.written, self._catalogue)
            options |= options_in(_table(each, "options"), self._catalogue, options)
            least, fail_on = each.severity or least, each.fail_on or fail_on
        policies = tuple(self._chosen(chain))
        levels = {policy_id: Severity[level.upper()] for policy_id, level in severities.items()}
        listed = None if least is None else Severity[least.upper()]
        return Holding(policies, frozenset(each.id for each in policies), levels, options, listed, fail_on)

    def _chosen(self, overrides: Iterable[Override]) -> list[Policy]:
        """The policies that are asked: an override's `select` starts anew, that of the caller stands above all."""
        asked, skipped = self._asked
        select, ignore = asked or self._config.select, list(self._config.ignore)
        for each in overrides:
            if each.select is not None and not asked:
                select, ignore = each.select, []
            ignore += each.ignore
        return self._catalogue.select(select, (*ignore, *skipped))


def _table(override: Override, name: str) -> Any:
    return override.written.get(name)
