"""Write anew what each policy says of its examples, in full: `fixtures/<policy id>/output.txt`, for a reviewer's eye.

python tools/make_outputs.py [POLICY]…
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from os.path import dirname, isdir, relpath
from pathlib import Path

from infracheck.engine.examples import examples_in
from infracheck.engine.finding import Finding
from infracheck.report.escape import plain
from infracheck.session import load_catalogue
from infracheck.source.text.span import Span
from infracheck.trial import Outcome, try_example, with_slashes

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
NAME = "output.txt"


def main(wanted: list[str]) -> int:
    """Write every file, or those of the policies that are named."""
    catalogue = load_catalogue()
    policies = [each for each in catalogue.policies if not wanted or each in wanted]
    for policy in policies:
        outcomes = [try_example(each, catalogue) for each in examples_in(str(FIXTURES), policy)]
        FIXTURES.joinpath(policy, NAME).write_text(written(outcomes), encoding="utf-8", newline="\n")
    print(f"{len(policies)} files {NAME} in {FIXTURES.name}/")
    return 0


def written(outcomes: Iterable[Outcome]) -> str:
    """The whole text: a block for each example that has findings."""
    blocks = (block_of(each) for each in outcomes)
    return "\n".join(block for block in blocks if block)


def blocks_in(text: str) -> dict[str, str]:
    """The blocks of such a text, by the name of their example."""
    return {block.partition("\n")[0]: block.rstrip("\n") + "\n" for block in text.split("\n\n") if block.strip()}


def block_of(outcome: Outcome) -> str:
    """The name of an example, and below it each finding: place, severity, object, message, notes, own remedy."""
    if not outcome.findings:
        return ""
    return "\n".join((outcome.example.name, *_lines(outcome))) + "\n"


def _lines(outcome: Outcome) -> Iterator[str]:
    base = outcome.example.path if isdir(outcome.example.path) else dirname(outcome.example.path)
    files = {file: with_slashes(relpath(file, base)) for file in outcome.example.files}
    for finding in outcome.findings:
        yield f"  {_place(finding.span)} {finding.severity}, {_said(_resource(finding), files)}"
        yield f"    {_said(finding.message, files)}"
        for note in finding.related:
            yield f"    - {_place(note.span)} {_said(note.message, files)}"
        if finding.own_remedy:
            yield f"    - Fix: {_said(finding.own_remedy, files)}"


def _place(span: Span) -> str:
    return f"{with_slashes(span.path)}:{span.line}:{span.column}-{span.end_line}:{span.end_column}"


def _resource(finding: Finding) -> str:
    if finding.resource is None:
        return ""
    kind, namespace, name = finding.resource
    return f"{kind} {f'{namespace}/' if namespace else ''}{name}"


def _said(text: str, files: dict[str, str]) -> str:
    """A text of the policy; the path of an example depends on where the checkout lies."""
    for path, shown in files.items():
        text = text.replace(path, shown)
    return plain(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
