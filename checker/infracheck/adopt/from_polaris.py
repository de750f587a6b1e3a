"""A config of Polaris: the severity of each check, `ignore` among them."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish, unmatched
from infracheck.source.yaml.tree import Mapping, Scalar

FILES = ("polaris.yaml", "polaris.yml")
_LEVELS = {"danger": "high", "warning": "medium"}


def wishes(root: Mapping) -> Iterator[Wish]:
    """What the file asks for."""
    checks = root.get("checks")
    for check, level in checks.entries() if isinstance(checks, Mapping) else ():
        rule = f"polaris:{check.text}"
        if isinstance(level, Scalar) and level.text == "ignore":
            yield Wish(Setting.IGNORE, rule, check.span.line)
        elif isinstance(level, Scalar) and level.text in _LEVELS:
            yield Wish(Setting.WEIGH, rule, check.span.line, _LEVELS[level.text])
        else:
            yield Wish(Setting.NONE, rule, check.span.line)
    yield from unmatched(root, {"checks"})
