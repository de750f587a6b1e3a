"""A script or a workflow that runs kube-score: it has no config file, only options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish

FILES = ()
_OPTION = re.compile(r"--(ignore-test|enable-optional-test)(?:=|[ \t]+)[\"']?([\w,-]+)")


def lines(text: str) -> Iterator[Wish]:
    """What the options in a text ask for."""
    for number, line in enumerate(text.splitlines(), 1):
        for option in _OPTION.finditer(line):
            setting = Setting.IGNORE if option[1] == "ignore-test" else Setting.SELECT
            yield from (Wish(setting, f"kube-score:{rule}", number) for rule in option[2].split(",") if rule)
