"""Policies as SARIF rules: the words and the rank that a code scanning page shows."""

from __future__ import annotations

from collections.abc import Iterable

import sarif_om as om

from infracheck.engine.finding import Finding
from infracheck.engine.rules.own import own_rule
from infracheck.engine.rules.rule import Rule, Severity
from infracheck.engine.waivers.apply import waiver_of
from infracheck.report.escape import plain
from infracheck.report.report import capitalised

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
# GitHub: critical is above 9.0, high from 7.0, medium from 4.0, low below
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_LONGEST = 1024  # GitHub's limit for a description
_MOST_TAGS = 20  # GitHub refuses a rule with more


def rules_of(policies: Iterable[Rule], findings: Iterable[Finding]) -> list[om.ReportingDescriptor]:
    """A rule for each policy that was asked, also without a result, so that GitHub closes what is mended.

    Then one for each other id that a finding bears, in the order of their names.
    """
    asked = {each.id: each for each in policies}
    others = {each.policy_id: each for each in findings if each.policy_id not in asked}
    rules = [_of_policy(each) for each in asked.values()]
    return rules + [_of_own(own_rule(rule_id, others[rule_id].severity)) for rule_id in sorted(others)]


def _of_policy(policy: Rule) -> om.ReportingDescriptor:
    mark, place = waiver_of(policy, "the reason")
    controls, peers = ", ".join(policy.controls), ", ".join(policy.aliases)
    fix = capitalised(policy.remedy)
    text = [policy.title, policy.rationale, fix and f"How to fix: {fix}", f"To waive it, write {place}: {mark}"]
    markdown = [
        policy.title,
        policy.rationale,
        fix and f"**How to fix:** {fix}",
        f"To waive it, write {place}:\n\n```{policy.language}\n{mark}\n```",
    ]
    for label, ids in (("Controls", controls), ("Equivalent rules in other tools", peers)):
        if ids:
            text.append(f"{label}: {ids}.")
            markdown.append(f"{label}: {', '.join(f'`{each}`' for each in ids.split(', '))}")
    tags = ["security", *_weaknesses(policy.controls), policy.category, *policy.controls]
    help_text = om.MultiformatMessageString(text=_paragraphs(text), markdown=_paragraphs(markdown))
    return _described(policy, help_text, tags)


def _of_own(rule: Rule) -> om.ReportingDescriptor:
    text = _paragraphs((rule.title, rule.rationale, rule.remedy))
    return _described(rule, om.MultiformatMessageString(text=text, markdown=text), ["security", "input"])


def _described(rule: Rule, help_text: om.MultiformatMessageString, tags: list[str]) -> om.ReportingDescriptor:
    level = LEVELS[rule.severity]
    return om.ReportingDescriptor(
        id=rule.id,
        name=_name(rule.id),
        short_description=om.MultiformatMessageString(text=_short(rule.title)),
        full_description=om.MultiformatMessageString(text=_short(rule.rationale or rule.title)),
        help=help_text,
        help_uri=rule.page,
        default_configuration=om.ReportingConfiguration(level=level),
        properties={
            "precision": "high",
            "problem.severity": _PROBLEM[level],
            "security-severity": _SCORES[rule.severity],
            "tags": list(dict.fromkeys(filter(None, tags)))[:_MOST_TAGS],
        },
    )


def _name(rule_id: str) -> str:
    """The id in Pascal case; the multitool wants more than a capital between the two (SARIF1001)."""
    words = rule_id.split("-")
    return "".join(word.capitalize() for word in (words if len(words) > 1 else (*words, "policy")))


def _weaknesses(controls: Iterable[str]) -> list[str]:
    """CWE ids in the form that GitHub lists."""
    return [f"external/cwe/cwe-{each[4:]}" for each in controls if each.startswith("cwe:")]


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts))


def _short(text: str) -> str:
    """Within GitHub's limit, ending as a sentence does: the multitool asks for a period."""
    line = plain(" ".join(text.split()))
    line = line if len(line) < _LONGEST else line[: _LONGEST - 2] + "…"
    return sentence(line)


def sentence(text: str) -> str:
    """A message that ends with a period, as SARIF readers cut at the first one."""
    return text if text.endswith(".") else text + "."
