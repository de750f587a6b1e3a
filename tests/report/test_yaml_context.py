"""Where a line stands, asked of many lines of one file and in any order."""

from __future__ import annotations

import random

from infracheck.report.mask_dockerfile import dockerfile_ranges
from infracheck.report.yaml_context import Context, context_of
from infracheck.source.span import Source

ITEM = """\
- kind: Pod
  spec:
    containers:
    - name: c{0}
      env:
      - name: A{0}
        value: x
      script: |
        one
"""


def test_the_order_of_the_questions_changes_no_answer() -> None:
    text = "kind: List\nitems:\n" + "".join(ITEM.format(number) for number in range(300))
    lines = list(range(1, text.count("\n") + 1))
    forward, backward, mixed = (Source("a.yaml", text) for _ in range(3))
    shuffled = random.Random(3).sample(lines, len(lines))

    told = {line: context_of(forward, line) for line in lines}
    assert {line: context_of(backward, line) for line in reversed(lines)} == told
    assert {line: context_of(mixed, line) for line in shuffled} == told
    # the value of the last variable, and the script behind it
    assert told[lines[-3]] == Context(("items", "spec", "containers", "env"), "A299", None, in_list=False)
    last = told[lines[-1]]
    assert last is not None
    assert last.block == "script"


def test_an_instruction_of_many_is_known_by_its_line() -> None:
    source = Source("Dockerfile", "FROM debian\n" + "ENV PASSWORD=hunter22\nUSER app\n" * 2_000)

    assert dockerfile_ranges(source, 3_998) == [(13, 21)]
    assert dockerfile_ranges(source, 3_999) == []
