"""A `.kube-linter.yaml`: checks that are added and excluded, paths that are ignored."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish, is_true, unmatched, words
from infracheck.source.yaml.tree import Mapping

FILES = (".kube-linter.yaml", ".kube-linter.yml")


def wishes(root: Mapping) -> Iterator[Wish]:
    """What the file asks for."""
    checks = root.get("checks")
    if isinstance(checks, Mapping):
        for name, setting in (("addAllBuiltIn", Setting.ALL), ("doNotAutoAddDefaults", Setting.ONLY)):
            if is_true(checks.get(name)):
                yield Wish(setting, name, checks.key(name).span.line)
        for name, setting in (("include", Setting.SELECT), ("exclude", Setting.IGNORE)):
            yield from (Wish(setting, f"kube-linter:{rule}", line) for rule, line in words(checks.get(name)))
        yield from (Wish(Setting.EXCLUDE, path, line) for path, line in words(checks.get("ignorePaths")))
        known = {"addAllBuiltIn", "doNotAutoAddDefaults", "include", "exclude", "ignorePaths"}
        yield from unmatched(checks, known)
    yield from (Wish(Setting.EXCLUDE, path, line) for path, line in words(root.get("ignorePaths")))
    yield from unmatched(root, {"checks", "ignorePaths"})
