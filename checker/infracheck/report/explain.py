"""All that is to be said about one policy or one id of the engine: the same text for `explain` and the docs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from os.path import isfile

from infracheck.engine.examples import Example, examples_in, fixtures_of
from infracheck.engine.rules.crosswalk import BUILT_IN
from infracheck.engine.rules.rule import Rule
from infracheck.engine.waivers.waiver import waiver_of
from infracheck.report.report import capitalised

_LONGEST_EXAMPLE = 60


def markdown(rule: Rule, fixtures: str | None = None) -> str:
    """A rule as Markdown: title, facts, reason, remedy; of a policy also options, examples, controls, peers' ids."""
    body = (*_facts(rule), *_body(rule, fixtures)) if rule.is_policy else _body_of_own(rule)
    return "\n".join((f"# {rule.id}", "", rule.title, "", *body))


def _body_of_own(rule: Rule) -> Iterator[str]:
    about = "an input" if rule.id.startswith("input-") else "a waiver"
    yield from (f"Concerns {about}, severity **{rule.severity}**, always reported.", "")
    yield from ("## Why", "", rule.rationale, "", *_how_to_fix(rule.remedy))


def _facts(policy: Rule) -> Iterator[str]:
    yield f"Category `{policy.category}`, severity **{policy.severity}**, " + (
        "on by default." if policy.recommended else "off by default; select it by id."
    )
    yield ""


def _body(policy: Rule, fixtures: str | None) -> Iterator[str]:
    if policy.rationale:
        yield from ("## Why", "", policy.rationale, "")
    yield from _how_to_fix(policy.remedy)
    if len(policy.since) > 1 or policy.since[0].minor:
        since = ", ".join(f"{each}" for each in policy.since)
        yield from (f"The rule depends on the Kubernetes version; it applies or changes from {since}.", "")
    if policy.options:
        yield from ("## Options", "", *_options(policy), "")
    # the plain example, `fail.yaml`, before those of a single case, `fail-hours.yaml`
    examples = sorted(examples_in(fixtures, policy.id), key=lambda each: "-" in each.name) if fixtures else []
    for wanted, heading in ((True, "Fails"), (False, "Passes")):
        chosen = next((each for each in examples if each.must_fail is wanted and _is_short(each)), None)
        if chosen is not None:
            yield from (f"## {heading}", "", *_example(chosen))
    mark, place = waiver_of(policy)
    yield from ("## Waiver", "", f"`{mark}`, {place}.", "")
    if policy.controls:
        yield from ("## Controls", "", *(f"- `{each}`" for each in policy.controls), "")
    if policy.aliases:
        yield from ("## Equivalent rules in other tools", "", *(f"- `{each}`" for each in policy.aliases), "")


def _how_to_fix(remedy: str) -> tuple[str, ...]:
    return ("## How to fix", "", capitalised(remedy), "") if remedy else ()


def _options(policy: Rule) -> Iterator[str]:
    yield from ("```yaml", "options:", f"  {policy.id}:")
    for name, value in policy.options:
        shown = "[" + ", ".join(map(str, value)) + "]" if isinstance(value, tuple) else str(value).lower()
        yield f"    {name.replace('_', '-')}: {shown}"
    yield "```"
    if policy.options_text:
        yield from ("", "\n".join(line.strip() for line in policy.options_text.split("\n")))


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
    return fixtures_of(next(iter(import_module(BUILT_IN).__path__)))
