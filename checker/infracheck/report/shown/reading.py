"""What is hidden of a file, by its trees, or by those that its text is read into."""

from __future__ import annotations

import re

from infracheck.knowledge.words.showable import Range
from infracheck.knowledge.words.showable_url import between
from infracheck.report.shown.hidden import Hidden, Wanted
from infracheck.report.shown.in_dockerfile import hidden_in_dockerfile
from infracheck.report.shown.in_template import hidden_in_template
from infracheck.report.shown.in_yaml import hidden_in_yaml
from infracheck.report.shown.line_hash import end_of_window
from infracheck.report.shown.masked import MaskedSource
from infracheck.source.docker.tree import DockerfileTree
from infracheck.source.languages import dockerfile_of
from infracheck.source.text.span import Source
from infracheck.source.yaml.json_reader import read_json
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document

_DOCKERFILE = re.compile(r"(?:^|[./_-])(?:docker|container)file(?:$|[.\-_])", re.IGNORECASE)
_YAML = (".yaml", ".yml", ".json")


def hidden_of(source: Source) -> Hidden:
    """The stretches of a file that no output may show, worked out anew for one that does not keep them."""
    kept = source if isinstance(source, MaskedSource) else MaskedSource(source.path, source.text)
    if kept.hidden is None:
        kept.hidden = _hidden_in(kept)
        kept.trees = None
    return kept.hidden


def _hidden_in(source: MaskedSource) -> Hidden:
    """The stretches of a file that no output may show; of other lines than these all, where any are given."""
    size = len(source.text)
    wanted = Wanted([_stretch_of(source, line) for line in source.lines_shown] or [(0, size)])
    hidden = _by_language(source, wanted)
    for secret in source.secrets:
        if secret in source.text:
            hidden += [match.span() for match in re.finditer(re.escape(secret), source.text)]
    return Hidden([*hidden, *between((0, size), wanted.ranges)])


def _by_language(source: MaskedSource, wanted: Wanted) -> list[Range]:
    if source.is_template:
        return hidden_in_template(source, wanted)
    found = _read(source) if source.trees is None else list(source.trees)
    if found and isinstance(found[0], DockerfileTree):
        return hidden_in_dockerfile(found[0], wanted)
    return hidden_in_yaml(source, [each for each in found if isinstance(each, Document)], wanted)


def _stretch_of(source: Source, line: int) -> Range:
    """A line with those behind it that count for its hash."""
    line = min(max(line, 1), len(source.line_starts))
    start = source.line_starts[line - 1]
    last = source.line_of(max(end_of_window(source.text, start) - 1, start))
    # whole lines: what is left over of one is judged by how the line begins
    return start, source.line_starts[last] if last < len(source.line_starts) else len(source.text)


def _read(source: Source) -> list[Document | DockerfileTree]:
    if is_dockerfile(source):
        return [dockerfile_of(source)]
    if source.text.lstrip()[:1] in ("{", "["):
        items = list(read_json(source))
        if all(isinstance(each, Document) for each in items):
            return [each for each in items if isinstance(each, Document)]
    return [each for each in read_documents(source) if isinstance(each, Document)]


def is_dockerfile(source: Source) -> bool:
    """Whether a file is a Dockerfile, by its name, or else by its first word."""
    name = source.path.rpartition("/")[2]
    if name.lower().endswith(_YAML):
        return False
    if _DOCKERFILE.search(name):
        return True
    lines = (each.strip() for each in source.text[:10_000].split("\n"))
    first = next((each for each in lines if each and not each.startswith("#")), "")
    return first.split(" ", 1)[0].upper() in ("FROM", "ARG")
