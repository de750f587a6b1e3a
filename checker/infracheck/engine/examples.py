"""The examples of policies: files that pass or fail, with the exact lines that must be found."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from os.path import basename, dirname, isdir, isfile, join

from infracheck.engine.declarations.complaint import code_of
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.folder import is_of_user
from infracheck.errors import PolicyError, UsageError
from infracheck.record import Record
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Mapping

_EXPECT = re.compile(r"(?P<alone>^[ \t]*)?# expect:(?P<mark>[^\n]*)", re.M)
_MARK = re.compile(r' (?P<id>[a-z0-9-]+)(?:@(?P<column>[0-9]+))?(?: "(?P<text>.+)")?')
_SETTING = re.compile(r"# (options|kubernetes): *(.+)")
_EXPECTED_LINE = re.compile(
    r"(?P<path>[^:]+):(?P<line>[0-9]+)(?::(?P<column>[0-9]+))? (?P<id>[a-z0-9-]+)"
    r'(?: "(?P<text>.+)")?\Z'
)


class Expected(Record):
    """A place where the policy must find something, and a part of what it must say.

    The path is relative to the example; no column means any, and no text whatever the policy says.
    """

    path: str
    line: int
    column: int | None = None
    text: str = ""


class Example(Record):
    """One example: a file or a folder, with what the policy must find in it."""

    policy_id: str
    path: str
    expected: tuple[Expected, ...]
    options: Mapping | None = None
    kubernetes_version: str | None = None

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return basename(self.path)

    @property
    def must_fail(self) -> bool:
        """Whether the policy must find something: the name starts with `fail`."""
        return self.name.startswith("fail")

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its files, in order."""
        if isfile(self.path):
            return (self.path,)
        return tuple(sorted(join(top, name) for top, _, names in os.walk(self.path) for name in names))


def fixtures_of(pack_folder: str) -> str | None:
    """The folder of a pack's examples: `fixtures` inside the pack, or beside it, or beside its root."""
    for folder in (pack_folder, dirname(pack_folder), dirname(dirname(pack_folder))):
        if isdir(join(folder, "fixtures")):
            return join(folder, "fixtures")
    return None


def examples_in(fixtures: str, policy_id: str) -> Iterator[Example]:
    """The examples of one policy, those that pass first; raises `UsageError` for one that contradicts itself."""
    folder = join(fixtures, policy_id)
    for name in sorted(os.listdir(folder), key=lambda each: (each.startswith("fail"), each)) if isdir(folder) else ():
        if name.startswith(("pass", "fail")) and ".fixed." not in name:
            yield _read_example(policy_id, join(folder, name))


def _read_example(policy_id: str, path: str) -> Example:
    example = Example(policy_id, path, ())
    expected: list[Expected] = []
    for file in example.files:
        with open(file, encoding="utf-8", newline="") as stream:
            text = stream.read()
        shown = os.path.relpath(file, path if isdir(path) else dirname(path)).replace(os.sep, "/")
        if basename(file) == "expected.txt":
            expected.extend(_listed(text, policy_id, file))
        else:
            expected.extend(_marked(text, policy_id, shown, file))
            example = _with_settings(example, text, file)
    if bool(expected) != example.must_fail:
        what = "has no `# expect:` marks" if example.must_fail else "has `# expect:` marks"
        remedy = "Rename it, or fix its `# expect:` marks."
        raise UsageError(f"example {example.name} {what}", where=path, remedy=remedy)
    return example._replace(
        expected=tuple(sorted(set(expected), key=lambda each: (each.path, each.line, each.column or 0, each.text)))
    )


def _marked(text: str, policy_id: str, path: str, file: str) -> Iterator[Expected]:
    source = Source(path, text)
    for match in _EXPECT.finditer(text):
        mark = _MARK.fullmatch(match["mark"].rstrip())
        line = source.line_of(match.start("mark"))
        if mark is None:
            what = f"invalid mark: # expect:{match['mark'].rstrip()}"
            raise UsageError(what, where=f"{file}:{line}", remedy=_WRITE_A_MARK)
        if mark["id"] == policy_id:
            yield _expected(path, line + (match["alone"] is not None), mark)


_WRITE_A_MARK = 'Write # expect: ID, # expect: ID@COLUMN or # expect: ID "part of the message".'


def _listed(text: str, policy_id: str, file: str) -> Iterator[Expected]:
    for number, line in enumerate(text.splitlines(), 1):
        match = _EXPECTED_LINE.match(line.strip())
        if match is None and line.strip():
            raise UsageError("invalid line", where=f"{file}:{number}", remedy=_WRITE_A_LINE)
        if match is not None and match["id"] == policy_id:
            yield _expected(match["path"], int(match["line"]), match)


_WRITE_A_LINE = 'Write PATH:LINE[:COLUMN] ID, optionally followed by "part of the message".'


def _expected(path: str, line: int, match: re.Match[str]) -> Expected:
    return Expected(path, line, int(match["column"]) if match["column"] else None, match["text"] or "")


def _with_settings(example: Example, text: str, file: str) -> Example:
    for line in text.split("\n", 3)[:2]:
        match = _SETTING.match(line)
        if match is None:
            continue
        if match[1] == "kubernetes":
            example = example._replace(kubernetes_version=match[2].strip())
            continue
        for document in read_documents(Source(file, f"{example.policy_id}: {match[2]}")):
            root = getattr(document, "root", None)
            if not isinstance(root, Mapping):
                raise PolicyError("options are not valid YAML", where=file, remedy="Write # options: {name: value}.")
            example = example._replace(options=root)
    return example


def examples_beside(policy: Policy) -> str | None:
    """The folder of a user's examples, beside the file of the policy; None for a policy of a package."""
    check = policy.versions[0].check
    return fixtures_of(dirname(code_of(check).co_filename)) if is_of_user(check.__module__) else None
