"""What is wrong with a waiver by itself, and else the policies that it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infracheck.engine.catalogue import ALL, RECOMMENDED
from infracheck.engine.finding import Finding
from infracheck.engine.rules.own import OWN_RULES
from infracheck.engine.waivers.terms import EVERY_RULE, Terms
from infracheck.engine.waivers.waiver import (
    ANNOTATION,
    EXPIRED,
    NO_POLICY,
    NO_REASON,
    PROTECTED,
    UNUSED,
    Waiver,
)
from infracheck.record import Record

_MOST_SELECTORS = 50
_MOST_ALIKE = 20


class Judged(Record):
    """The ids that a waiver is for, none where it does not hold; why not, and what is said of it."""

    ids: frozenset[str]
    state: str = ""
    complaints: tuple[Finding, ...] = ()


def judged(waiver: Waiver, terms: Terms) -> Judged:
    """Whether a waiver can hold, and for which policies."""
    found = _of_peer(waiver, terms) if waiver.tool else _of_ours(waiver, terms)
    if not found.ids:
        return found
    if waiver.until and waiver.until < terms.today:
        message = f"a waiver that expired on {waiver.until} has no effect"
        return _refused(EXPIRED, "waiver-expired", message, waiver, "Fix the finding, or agree on a new date.")
    kept = sorted(found.ids & terms.protected)
    if not kept:
        return found
    if waiver.tool and EVERY_RULE in waiver.selectors:
        # it names none of them
        return Judged(found.ids - terms.protected)
    message = f"the config protects {_some(kept)} from waivers: this one has no effect on it"
    told = complaint("waiver-protected", message, waiver, "Fix the finding, or ask whoever owns the config.")
    return Judged(found.ids - terms.protected, PROTECTED, (told,))


def complaint(rule_id: str, message: str, waiver: Waiver, remedy: str) -> Finding:
    """What is wrong with a waiver, as a finding at its place."""
    return Finding(rule_id, OWN_RULES[rule_id].severity, message, waiver.span, remedy=remedy)


def unused(waiver: Waiver, message: str, remedy: str) -> Finding:
    """A waiver without effect, as a finding."""
    return complaint("waiver-unused", message, waiver, remedy)


def merged(complaints: Sequence[Finding]) -> Iterator[Finding]:
    """Of many alike in one file the first speaks for all."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for each in complaints:
        groups.setdefault((each.policy_id, each.path, each.message), []).append(each)
    for group in groups.values():
        if len(group) > _MOST_ALIKE:
            group[0].message += f" (and {len(group) - 1} more in this file)"
            del group[1:]
        yield from group


def _of_peer(waiver: Waiver, terms: Terms) -> Judged:
    # a rule that no policy answers to is the peer's own affair
    return Judged(frozenset().union(*(terms.meaning.of_peer(waiver.tool, each) for each in waiver.selectors)))


def _of_ours(waiver: Waiver, terms: Terms) -> Judged:
    if waiver.scopes is None and not waiver.line:
        message = "a waiver at the end of an instruction has no effect: a Dockerfile comment needs its own line"
        told = unused(waiver, message, "Move it to a line of its own, above the instruction.")
        return Judged(frozenset(), UNUSED, (told,))
    if not waiver.selectors:
        message = f"a waiver without a policy has no effect: write {_FORMS[waiver.form == ANNOTATION]}"
        return _refused(NO_POLICY, "waiver-policy", message, waiver, "Name the policy.")
    if len(waiver.selectors) > _MOST_SELECTORS:
        message = f"a waiver that names more than {_MOST_SELECTORS} policies has no effect"
        return _refused(NO_POLICY, "waiver-policy", message, waiver, "Name only the policies that apply.")
    if not waiver.reason:
        where = "colon" if waiver.form == ANNOTATION else "brackets"
        message = "a waiver without a reason has no effect"
        return _refused(NO_REASON, "waiver-reason", message, waiver, f"Write the reason after the {where}.")
    ids: set[str] = set()
    for selector in waiver.selectors:
        found = terms.meaning.of(selector)
        if not found:
            whose = "every policy" if selector in (ALL, RECOMMENDED) else "an unknown policy"
            message = f"a waiver for {whose} has no effect"
            return _refused(NO_POLICY, "waiver-policy", message, waiver, terms.meaning.advice(selector))
        ids |= found
    return Judged(frozenset(ids))


_FORMS = ("infracheck: ignore[policy-id] and a reason", "policy-id: reason")


def _refused(state: str, rule_id: str, message: str, waiver: Waiver, remedy: str) -> Judged:
    return Judged(frozenset(), state, (complaint(rule_id, message, waiver, remedy),))


def _some(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"
