"""A `.checkov.yaml`: the options of checkov's command line under the same names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish, is_true, lowest, unmatched, words
from infracheck.source.yaml.tree import Mapping

FILES = (".checkov.yaml", ".checkov.yml")
_KNOWN = {"check", "skip-check", "skip-path", "soft-fail", "hard-fail-on"}
# about output and input alone: whoever scans says that anew
_OF_THE_RUN = {"compact", "directory", "file", "framework", "output", "quiet", "download-external-modules"}


def wishes(root: Mapping) -> Iterator[Wish]:
    """What the file asks for."""
    if "check" in root.values:
        yield Wish(Setting.ONLY, "check", root.key("check").span.line)
    for name, setting in (("check", Setting.SELECT), ("skip-check", Setting.IGNORE)):
        yield from (Wish(setting, f"checkov:{rule}", line) for rule, line in words(root.get(name)))
    for path, line in words(root.get("skip-path")):
        # a regular expression that is searched for: one without any special character is a path
        is_path = re.fullmatch(r"\^?[\w./-]+\$?", path) is not None
        yield Wish(Setting.EXCLUDE if is_path else Setting.NONE, path.strip("^$") if is_path else path, line)
    fails = lowest(words(root.get("hard-fail-on")))
    if is_true(root.get("soft-fail")):
        yield Wish(Setting.FAIL_ON, "never", root.key("soft-fail").span.line)
    elif fails is not None:
        yield Wish(Setting.FAIL_ON, *fails)
    yield from unmatched(root, _KNOWN | _OF_THE_RUN)
