"""A `.hadolint.yaml`: rules that are ignored or weighed, trusted registries, the threshold."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish, is_true, unmatched, words
from infracheck.source.yaml.tree import Mapping, Scalar

FILES = (".hadolint.yaml", ".hadolint.yml")
_LEVELS = {"error": "high", "warning": "medium", "info": "low", "style": "low", "ignore": "never", "none": "never"}
_REGISTRIES = "hadolint:DL3026"


def wishes(root: Mapping) -> Iterator[Wish]:
    """What the file asks for."""
    yield from (Wish(Setting.IGNORE, f"hadolint:{rule}", line) for rule, line in words(root.get("ignored")))
    weighed = root.get("override")
    for level, rules in weighed.entries() if isinstance(weighed, Mapping) else ():
        ours = _LEVELS.get(level.text)
        setting = Setting.WEIGH if ours not in (None, "never") else Setting.NONE
        yield from (Wish(setting, f"hadolint:{rule}", line, ours or "") for rule, line in words(rules))
    for registry, line in words(root.get("trustedRegistries")):
        yield Wish(Setting.ALLOW, _REGISTRIES, line, registry)
    threshold = root.get("failure-threshold")
    if is_true(root.get("no-fail")):
        yield Wish(Setting.FAIL_ON, "never", root.key("no-fail").span.line)
    elif isinstance(threshold, Scalar) and threshold.text in _LEVELS:
        yield Wish(Setting.FAIL_ON, _LEVELS[threshold.text], threshold.span.line)
    known = {"ignored", "override", "trustedRegistries", "failure-threshold", "no-fail", "format", "no-color"}
    yield from unmatched(root, known)
