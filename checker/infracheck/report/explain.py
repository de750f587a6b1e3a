"""All that is to be said about one policy or one id of the engine: the same text for `explain` and the docs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from os.path import isfile

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import BUILT_IN
from infracheck.engine.examples import Example, examples_in, fixtures_of
from infracheck.engine.input_rules import InputRule
from infracheck.engine.waivers.apply import waiver_of
from infracheck.report.report import capitalised

_LONGEST_EXAMPLE = 60


def markdown(policy: Policy, fixtures: str | None) -> str:
    """A policy as Markdown: title, facts, reason, remedy, options, examples, controls, peers' ids."""
    return "\n".join((f"# {policy.id}", "", policy.title, "", *_facts(policy), *_body(policy, fixtures)))


def markdown_of_input_rule(rule_id: str, rule: InputRule) -> str:
    """What the engine itself reports, as Markdown."""
    about = "an input" if rule_id.startswith("input-") else "a waiver"
    facts = f"Concerns {about}, severity **{rule.severity}**, always reported."
    return "\n".join(
        (f"# {rule_id}", "", rule.title, "", facts, "", "## Why", "", rule.rationale, "", *_how_to_fix(rule.remedy))
    )


def _facts(policy: Policy) -> Iterator[str]:
    yield f"Category `{policy.category}`, severity **{policy.severity}**, " + (
        "on by default." if policy.recommended else "off by default; select it by id."
    )
    yield ""


def _body(policy: Policy, fixtures: str | None) -> Iterator[str]:
    if policy.rationale:
        yield from ("## Why", "", policy.rationale, "")
    yield from _how_to_fix(policy.remedy)
    if len(policy.versions) > 1 or policy.versions[0].since.minor:
        since = ", ".join(f"{each.since}" for each in policy.versions)
        yield from (f"The rule depends on the Kubernetes version; it applies or changes from {since}.", "")
    if policy.options is not None:
        yield from ("## Options", "", *_options(policy), "")
    # the plain example, `fail.yaml`, before those of a single case, `fail-hours.yaml`
    examples = sorted(examples_in(fixtures, policy.id), key=lambda each: "-" in each.name) if fixtures else []
    for wanted, heading in ((True, "Fails"), (False, "Passes")):
        chosen = next((each for each in examples if each.must_fail is wanted and _is_short(each)), None)
        if chosen is not None:
            yield from (f"## {heading}", "", *_example(chosen))
    mark, place, _ = waiver_of(policy)
    yield from ("## Waiver", "", f"`{mark}`, {place}.", "")
    if policy.controls:
        yield from ("## Controls", "", *(f"- `{each}`" for each in policy.controls), "")
    if policy.aliases:
        yield from ("## Equivalent rules in other tools", "", *(f"- `{each}`" for each in policy.aliases), "")


def _how_to_fix(remedy: str) -> tuple[str, ...]:
    return ("## How to fix", "", capitalised(remedy), "") if remedy else ()


def _options(policy: Policy) -> Iterator[str]:
    defaults = getattr(policy.options, "_field_defaults", {})
    yield from ("```yaml", "options:", f"  {policy.id}:")
    for name, value in defaults.items():
        shown = "[" + ", ".join(map(str, value)) + "]" if isinstance(value, tuple) else str(value).lower()
        yield f"    {name.replace('_', '-')}: {shown}"
    yield "```"
    text = (getattr(policy.options, "__doc__", None) or "").strip()
    if text and not text.startswith(f"{getattr(policy.options, '__name__', '')}("):
        yield from ("", "\n".join(line.strip() for line in text.split("\n")))


def _is_short(example: Example) -> bool:
    return sum(_text(file).count("\n") for file in example.files) <= _LONGEST_EXAMPLE


def _example(example: Example) -> Iterator[str]:
    for file in example.files:
        name = os.path.relpath(file, example.path) if not isfile(example.path) else example.name
        if name == "expected.txt":
            continue
        language = "dockerfile" if "ockerfile" in name else "json" if name.endswith(".json") else "yaml"
        if len(example.files) > 1:
            yield from (f"`{name.replace(os.sep, '/')}`:", "")
        yield from (f"```{language}", _text(file).rstrip("\n"), "```", "")


def _text(file: str) -> str:
    with open(file, encoding="utf-8") as stream:
        return stream.read()


def built_in_fixtures() -> str | None:
    """The folder of the built-in policies' examples, beside the sources or inside the wheel."""
    from importlib import import_module

    return fixtures_of(next(iter(import_module(BUILT_IN).__path__)))
