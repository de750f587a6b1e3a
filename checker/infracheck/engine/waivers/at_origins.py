"""Waivers of rendered text, told where they are written, and those of files whose comments no rendered text holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import sep

from infracheck.engine.finding import Finding, Suppression
from infracheck.engine.located import Located
from infracheck.engine.waivers.look import may_hold_marks
from infracheck.engine.waivers.reach import Tree
from infracheck.engine.waivers.waiver import ANNOTATION, COMMENT, IN_USE, Met, Stated
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document


def is_template(source: Source) -> bool:
    """Whether a file of a chart is one that holds actions: its comments are those of what it is rendered to."""
    return "{{" in source.text and "templates" in source.path.split(sep)


def marked_origins(written: Mapping[str, Source], judged: Mapping[str, Sequence[Tree]]) -> dict[str, Sequence[Tree]]:
    """The files that text was rendered from whose comments may be waivers, read, if they are not `judged` as well."""
    found: dict[str, Sequence[Tree]] = {}
    budget = ReadingBudget()
    for path, source in written.items():
        if path.endswith(_READ) and may_hold_marks(source.text) and not is_template(source):
            trees = judged.get(path) or [each for each in read_documents(source, budget) if isinstance(each, Document)]
            if trees:
                found[path] = trees
    return found


_READ = (".yaml", ".yml", ".json", "Kustomization")


def at_every_turn(kept: Iterable[Finding], stated: Iterable[Stated]) -> tuple[list[Finding], list[Stated]]:
    """What no comment waives, and the waivers with all that they hide; they stand where they are written.

    A comment above a loop is rendered once, and waives what each turn of the loop brings: what it hides at a line of
    its template, it hides wherever one rendered text comes from that line.
    """
    told = list(stated)
    hiding = {
        _turn(finding): number
        for number, each in enumerate(told)
        if each.waiver.form == COMMENT
        for finding in each.hidden
        if finding.rendered is not None and finding.path == each.waiver.span.path
    }
    left: list[Finding] = []
    for each in kept:
        number = None if each.rendered is None else hiding.get(_turn(each))
        if number is None:
            left.append(each)
            continue
        waiver = told[number].waiver
        each.suppression = Suppression(waiver.said_reason, waiver.span)
        told[number] = told[number]._replace(hidden=(*told[number].hidden, each))
    return left, told


def _turn(finding: Finding) -> tuple[object, ...]:
    return (finding.judged.path, *finding.span[:2], finding.policy_id)


def told_at_origins(stated: Iterable[Stated], located: Located) -> list[Stated]:
    """Waivers where they are written, each once: one that holds in any rendering, or at any turn of a loop, is used."""
    found: dict[tuple[object, ...], Stated] = {}
    for each in stated:
        waiver = each.waiver
        place = located.place(waiver.span) if waiver.form == ANNOTATION else located.mark(waiver.span)
        key = (*place[:3], waiver.selectors, waiver.reason, waiver.form, waiver.tool)
        known = found.get(key)
        if known is None:
            found[key] = each._replace(waiver=waiver._replace(span=place))
            continue
        state = IN_USE if IN_USE in (known.state, each.state) else known.state
        hidden = {finding.sort_key: finding for finding in (*each.hidden, *known.hidden)}
        found[key] = known._replace(state=state, hidden=tuple(hidden.values()))
    return list(found.values())


def without_used(findings: Iterable[Finding], stated: Iterable[Stated]) -> list[Finding]:
    """The findings without those that call a waiver unused which another rendering needs."""
    used = {each.waiver.span for each in stated if each.state == IN_USE}
    return [each for each in findings if each.policy_id != "waiver-unused" or each.span not in used]


def met_in(stated: Sequence[Stated], origins: Mapping[str, object], trees: Mapping[str, object]) -> Met:
    """The waivers that were met in rendered text; `trees` are by the paths of all that is judged."""
    said = frozenset((each.waiver.span.path, each.waiver.selectors, each.waiver.reason) for each in stated)
    return Met(said, frozenset(path for path in origins if path not in trees))
