"""A `kics.config`: the options of KICS's command line under the same names."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish, lowest, unmatched, words
from infracheck.source.yaml.tree import Mapping

FILES = ("kics.config", "kics.yaml", "kics.yml", "kics.json")
_LEVELS = ("low", "medium", "high", "critical")
_KNOWN = {"include-queries", "exclude-queries", "exclude-paths", "exclude-severities", "fail-on"}
# about output and input alone: whoever scans says that anew
_OF_THE_RUN = {
    "ci", "log-file", "log-level", "log-path", "minimal-ui", "no-color", "no-progress", "output-name", "output-path",
    "path", "queries-path", "report-formats", "silent", "type", "verbose",
}  # fmt: skip


def wishes(root: Mapping) -> Iterator[Wish]:
    """What the file asks for."""
    if "include-queries" in root.values:
        yield Wish(Setting.ONLY, "include-queries", root.key("include-queries").span.line)
    for name, setting in (("include-queries", Setting.SELECT), ("exclude-queries", Setting.IGNORE)):
        yield from (Wish(setting, f"kics:{rule}", line) for rule, line in words(root.get(name)))
    yield from (Wish(Setting.EXCLUDE, path, line) for path, line in words(root.get("exclude-paths")))
    excluded = {text.lower(): line for text, line in words(root.get("exclude-severities"))}
    kept = [each for each in _LEVELS if each not in excluded]
    if excluded and kept and kept[0] != "low":
        yield Wish(Setting.LEAST, kept[0], min(excluded.values()))
    fails = lowest(words(root.get("fail-on")))
    if fails is not None:
        yield Wish(Setting.FAIL_ON, *fails)
    yield from unmatched(root, _KNOWN | _OF_THE_RUN)
