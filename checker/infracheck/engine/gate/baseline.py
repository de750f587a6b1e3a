"""A file of known findings: what a team has decided to look at later, so that only what is new counts."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from infracheck.engine.finding import Finding
from infracheck.engine.gate.side import Side
from infracheck.errors import ConfigError
from infracheck.record import Record
from infracheck.source.files.file_tree import DISK, FileTree

VERSION = 1
_MOST_BYTES = 100_000_000
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.M)


class KnownFinding(Record):
    """One finding as a baseline knows it: by what it says and of what, never by its line."""

    path: str
    policy: str
    kind: str
    namespace: str
    name: str
    part: str
    message: str


class Absorbed(Record):
    """Findings parted by a baseline, and what of the baseline is left over."""

    new: list[Finding]
    known: list[Finding]
    left: Counter[KnownFinding]


def known_of(side: Side, finding: Finding) -> KnownFinding:
    """What a baseline keeps of a finding."""
    place = side.target_of(finding)
    kind, namespace, name = finding.resource or ("", "", "")
    path = finding.path.replace(os.sep, "/")
    # a Dockerfile's name is its path
    shown = "" if kind == "Dockerfile" else name
    return KnownFinding(path, finding.policy_id, kind, namespace or "", shown, place.part, finding.message)


def absorb(side: Side, findings: Iterable[Finding], baseline: Counter[KnownFinding]) -> Absorbed:
    """Take out of findings what a baseline knows, each entry as often as it is counted there."""
    found = Absorbed([], [], Counter(baseline))
    for each in findings:
        key = known_of(side, each)
        is_known = found.left[key] > 0
        if is_known:
            found.left[key] -= 1
        (found.known if is_known else found.new).append(each)
    return found._replace(left=+found.left)


def stale(
    left: Counter[KnownFinding], files: Collection[str], policies: Collection[str], root: str
) -> Counter[KnownFinding]:
    """What is left of a baseline because it is gone: entries of files that were read, or that exist no more.

    `root` is the folder that their paths are relative to. Of what the scan did not look at, nobody can say.
    """
    read = {each.replace(os.sep, "/") for each in files}
    return Counter(
        {
            each: count
            for each, count in left.items()
            if each.policy in policies and (each.path in read or not os.path.lexists(os.path.join(root, each.path)))
        }
    )


def written(entries: Counter[KnownFinding]) -> str:
    """A baseline as text: JSON, an entry a line, in an order that merges well."""
    lines = [_line(each, entries[each]) for each in sorted(entries)]
    # every entry ends with a comma, so that lines of two branches can be put together as they are
    return "\n".join((f'{{"version": {VERSION}, "tool": "infracheck", "findings": [', *lines, "null]}")) + "\n"


def _line(each: KnownFinding, count: int) -> str:
    words = {key: value for key, value in each._asdict().items() if value}
    return json.dumps(words | ({"count": count} if count > 1 else {})) + ","


def read_baseline(path: str, files: FileTree) -> Counter[KnownFinding]:
    """What a baseline file knows; raises `ConfigError` with its line for one that cannot be used."""
    text = _text(path, files)
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        remedy = "Keep the entries of both sides, then run `infracheck baseline --update`."
        raise ConfigError("contains a merge conflict", where=f"{path}:{line}", remedy=remedy)
    try:
        root = json.loads(text)
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise ConfigError("is not JSON", where=f"{path}:{line}", remedy=_RESTORE) from None
    except RecursionError:
        raise ConfigError("is nested too deeply", where=f"{path}:1", remedy=_RESTORE) from None
    version = root.get("version") if isinstance(root, dict) else None
    if type(version) is int and version > VERSION:
        what = f"was written by a newer infracheck: version {version}, known is {VERSION}"
        raise ConfigError(what, where=f"{path}:1", remedy="Update infracheck.")
    if version != VERSION or not isinstance(root.get("findings"), list):
        raise ConfigError("is not a baseline of infracheck", where=f"{path}:1", remedy=_RESTORE)
    entries: Counter[KnownFinding] = Counter()
    for number, item in enumerate(root["findings"]):
        if item is not None:
            key, count = _entry(item, path, text, number)
            # what two branches have recorded is one finding
            entries[key] = max(entries[key], count)
    return entries


_RESTORE = "Restore it, or record a new one: `infracheck baseline -o FILE`."


def _text(path: str, files: FileTree) -> str:
    try:
        loaded = files.load(path, _MOST_BYTES)
    except OSError as error:
        what = (error.strerror or "cannot be read").lower()
        if files is DISK:
            raise ConfigError(what, where=path, remedy="Check the path given with --baseline.") from error
        remedy = "With --base, the baseline is the base's: merge it first, or leave one of the two options out."
        raise ConfigError(f"{what} in the base revision", where=path, remedy=remedy) from error
    if len(loaded) > _MOST_BYTES:
        raise ConfigError(f"larger than {_MOST_BYTES // 1_000_000} MB", where=path, remedy=_RESTORE)
    try:
        return loaded.decode("utf-8")
    except UnicodeDecodeError as error:
        line = loaded.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8", where=f"{path}:{line}", remedy=_RESTORE) from None


def _entry(item: Any, path: str, text: str, number: int) -> tuple[KnownFinding, int]:
    words = dict(item) if isinstance(item, dict) else {}
    count = words.pop("count", 1)
    is_whole = words.keys() <= set(KnownFinding._fields) and all(isinstance(each, str) for each in words.values())
    if not is_whole or not {"path", "policy", "message"} <= words.keys() or type(count) is not int or count < 1:
        line = _line_of(text, item, number)
        raise ConfigError("is not an entry of a baseline", where=f"{path}:{line}", remedy=_RESTORE)
    return KnownFinding(*(words.get(each, "") for each in KnownFinding._fields)), count


def _line_of(text: str, item: Any, number: int) -> int:
    """The line of an entry: where it stands by itself on one, as it was written, else the one that it had then."""
    for line, each in enumerate(text.split("\n"), 1):
        try:
            if json.loads(each.strip().removesuffix(",")) == item:
                return line
        except ValueError:
            continue
    return number + 2


def recorded(side: Side) -> Counter[KnownFinding]:
    """What a baseline of today's findings knows."""
    return Counter(known_of(side, each) for each in side.findings)
