"""A `.trivyignore`, a `.trivyignore.yaml` or a `trivy.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.adopt.wish import Setting, Wish, lowest, unmatched, words
from infracheck.source.yaml.tree import Mapping, Scalar, Sequence

FILES = (".trivyignore", ".trivyignore.yaml", ".trivyignore.yml", "trivy.yaml", "trivy.yml")
_OLD_ID = re.compile(r"(?:AVD-)?(DS|KSV|KCV)-?(\d+)")


def lines(text: str) -> Iterator[Wish]:
    """What a `.trivyignore` asks for: an id a line, which may say until when."""
    for number, line in enumerate(text.splitlines(), 1):
        rule, *rest = line.partition("#")[0].split() or [""]
        if not rule:
            continue
        yield Wish(Setting.NONE if rest else Setting.IGNORE, " ".join([line.strip()]) if rest else _rule(rule), number)


def wishes(root: Mapping) -> Iterator[Wish]:
    """What a `.trivyignore.yaml` or a `trivy.yaml` asks for."""
    ignored = root.get("misconfigurations")
    for each in ignored.items if isinstance(ignored, Sequence) else ():
        rule = each.get("id") if isinstance(each, Mapping) else None
        if isinstance(each, Mapping) and isinstance(rule, Scalar):
            # what holds for some paths, or for some time, is no setting for all
            is_whole = each.get("paths") is None and each.get("expired_at") is None
            told = _rule(rule.text) if is_whole else f"{rule.text} for some paths or for some time"
            yield Wish(Setting.IGNORE if is_whole else Setting.NONE, told, rule.span.line)
    listed = lowest(words(root.get("severity")))
    if listed is not None:
        yield Wish(Setting.LEAST, *listed)
    code = root.get("exit-code")
    if isinstance(code, Scalar) and code.text == "0":
        yield Wish(Setting.FAIL_ON, "never", code.span.line)
    scan = root.get("scan")
    for name in ("skip-dirs", "skip-files") if isinstance(scan, Mapping) else ():
        assert isinstance(scan, Mapping)
        yield from (Wish(Setting.EXCLUDE, "/" + path.lstrip("./"), line) for path, line in words(scan.get(name)))
    yield from unmatched(root, {"misconfigurations", "severity", "exit-code", "scan", "format", "output", "quiet"})


def _rule(written: str) -> str:
    """An id as it is written now; `AVD-KSV-0011` and `KSV011` are older spellings of `KSV-0011`."""
    old = _OLD_ID.fullmatch(written)
    return f"trivy:{old[1]}-{int(old[2]):04}" if old else f"trivy:{written}"
