"""Write the generated docs anew: a page for each policy and each id of the engine, and the index of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import load_pack
from infracheck.engine.rules.own import OWN_RULES
from infracheck.report.explain import built_in_fixtures, markdown

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "policies"
_NOTE = "<!-- Written by `make docs` from the policies and their examples; a change here is lost. -->"


def main() -> int:
    """Write every page, and remove those of policies that are gone."""
    pages = dict(generated())
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        FOLDER.joinpath(name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(pages)} pages in {FOLDER.relative_to(FOLDER.parents[1]).as_posix()}")
    return 0


def generated() -> Iterator[tuple[str, str]]:
    """The name and the text of every page."""
    policies = list(load_pack())
    fixtures = built_in_fixtures()
    yield "README.md", _index(policies)
    for policy in policies:
        yield f"{policy.id}.md", _page(markdown(policy.rule, fixtures))
    for rule in OWN_RULES.values():
        yield f"{rule.id}.md", _page(markdown(rule))


def _page(text: str) -> str:
    return f"{_NOTE}\n\n{text.rstrip()}\n"


def _index(policies: list[Policy]) -> str:
    lines = [_NOTE, "", "# Policies", "", f"{len(policies)} policies, by category. Those that are on by default make"]
    lines[-1] += " the set `recommended`; `--select` takes an id, `category:…`, a control or another tool's id."
    for category in sorted({each.category for each in policies}):
        lines += ["", f"## {category}", "", "| policy | severity | default | title |", "| --- | --- | --- | --- |"]
        lines += [_row(each) for each in sorted(policies, key=_order) if each.category == category]
    lines += ["", "## Inputs and waivers", "", "What infracheck itself reports, whatever is selected.", ""]
    lines += ["| id | severity | title |", "| --- | --- | --- |"]
    lines += [f"| [{name}]({name}.md) | {rule.severity} | {rule.title} |" for name, rule in OWN_RULES.items()]
    return "\n".join(lines) + "\n"


def _order(policy: Policy) -> tuple[int, str]:
    return -policy.severity, policy.id


def _row(policy: Policy) -> str:
    default = "on" if policy.recommended else "off"
    title = policy.title.replace("|", "\\|")
    return f"| [{policy.id}]({policy.id}.md) | {policy.severity} | {default} | {title} |"


if __name__ == "__main__":
    sys.exit(main())
