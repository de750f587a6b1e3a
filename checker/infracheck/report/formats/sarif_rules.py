"""Policies as SARIF rules: the words and the rank that a code scanning page shows."""

from __future__ import annotations

from collections.abc import Iterable

import sarif_om as om

from infracheck.engine.declarations.declare import Policy, Severity
from infracheck.engine.declarations.load import BUILT_IN
from infracheck.engine.finding import Finding
from infracheck.engine.input_rules import INPUT_RULES, input_rule
from infracheck.engine.waivers.apply import waiver_of
from infracheck.report.escape import plain
from infracheck.report.report import HOMEPAGE, capitalised

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
# GitHub: critical is above 9.0, high from 7.0, medium from 4.0, low below
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_LONGEST = 1024  # GitHub's limit for a description
_MOST_TAGS = 20  # GitHub refuses a rule with more


def rules_of(policies: Iterable[Policy], findings: Iterable[Finding]) -> list[om.ReportingDescriptor]:
    """A rule for each policy that was asked, also without a result, so that GitHub closes what is mended.

    Then one for each other id that a finding bears, in the order of their names.
    """
    asked = {each.id: each for each in policies}
    others = {each.policy_id: each for each in findings if each.policy_id not in asked}
    rules = [_of_policy(each) for each in asked.values()]
    return rules + [_of_other(others[rule_id]) for rule_id in sorted(others)]


def _of_policy(policy: Policy) -> om.ReportingDescriptor:
    mark, place, language = waiver_of(policy, "the reason")
    controls, peers = ", ".join(policy.controls), ", ".join(policy.aliases)
    fix = capitalised(policy.remedy)
    text = [policy.title, policy.rationale, fix and f"How to fix: {fix}", f"To waive it, write {place}: {mark}"]
    markdown = [
        policy.title,
        policy.rationale,
        fix and f"**How to fix:** {fix}",
        f"To waive it, write {place}:\n\n```{language}\n{mark}\n```",
    ]
    for label, ids in (("Controls", controls), ("Equivalent rules in other tools", peers)):
        if ids:
            text.append(f"{label}: {ids}.")
            markdown.append(f"{label}: {', '.join(f'`{each}`' for each in ids.split(', '))}")
    tags = ["security", *_weaknesses(policy.controls), policy.category, *policy.controls]
    help_text = om.MultiformatMessageString(text=_paragraphs(text), markdown=_paragraphs(markdown))
    page = _page(policy.id) if _is_built_in(policy) else None
    return _rule(policy.id, policy.severity, policy.title, policy.rationale, help_text, tags, page)


def _of_other(finding: Finding) -> om.ReportingDescriptor:
    if finding.policy is not None:
        return _of_policy(finding.policy)
    words = input_rule(finding.policy_id, finding.severity)
    text = _paragraphs((words.title, words.rationale, words.remedy))
    help_text = om.MultiformatMessageString(text=text, markdown=text)
    page = _page(finding.policy_id) if finding.policy_id in INPUT_RULES else None
    tags = ["security", "input"]
    return _rule(finding.policy_id, words.severity, words.title, words.rationale, help_text, tags, page)


def _is_built_in(policy: Policy) -> bool:
    return policy.versions[0].check.__module__.partition(".")[0] == BUILT_IN


def _page(rule_id: str) -> str:
    """The page that `make docs` writes for an id of our own; a user's policy has none in this project."""
    return f"{HOMEPAGE}/blob/main/docs/policies/{rule_id}.md"


def _rule(
    rule_id: str,
    severity: Severity,
    title: str,
    reason: str,
    help_text: om.MultiformatMessageString,
    tags: list[str],
    page: str | None,
) -> om.ReportingDescriptor:
    level = LEVELS[severity]
    return om.ReportingDescriptor(
        id=rule_id,
        name=_name(rule_id),
        short_description=om.MultiformatMessageString(text=_short(title)),
        full_description=om.MultiformatMessageString(text=_short(reason or title)),
        help=help_text,
        help_uri=page,
        default_configuration=om.ReportingConfiguration(level=level),
        properties={
            "precision": "high",
            "problem.severity": _PROBLEM[level],
            "security-severity": _SCORES[severity],
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
