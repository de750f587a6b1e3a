"""What was found, as it is reported: each finding once, in order, waived or not, with its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from infracheck.engine.budget import MOST_IN_A_FILE, FindingBudget
from infracheck.engine.disclosure import disclosed
from infracheck.engine.finding import Finding, identify, of_problem
from infracheck.engine.judge import Found
from infracheck.engine.located import Located
from infracheck.engine.waivers.look import may_hold_marks, may_hold_waivers
from infracheck.model.graph.build import Built
from infracheck.source.files.naming import Naming
from infracheck.source.text.fault import Fault
from infracheck.source.text.problem import Problem
from infracheck.source.text.rendered import Rendering
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.engine.waivers.terms import Terms
    from infracheck.engine.waivers.waiver import Stated


def settled(
    answers: Sequence[Found],
    built: Built,
    located: Located,
    terms: Terms,
    naming: Naming,
    *,
    is_whole: bool = False,
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Fault, ...], tuple[Stated, ...]]:
    """The findings that count, those that a waiver takes out, the faults and the waivers: each sorted, each once.

    The scan `is_whole` where it is of all that its config is for.
    """
    found = _with_problems(answers, built)
    findings = [each for each in found if type(each) is Finding]
    if terms.by_path is not None:
        findings = terms.by_path.kept(findings, located.path_of)
    kept, waived, unwaived, stated = _waive(findings, located, built, terms, naming, is_whole=is_whole)
    faults = {
        *(fault for model in built.models for fault in model.faults),
        *unwaived,
        *(each for each in found if type(each) is Fault),
    }
    if located:
        kept, waived = _asked_for(kept), _asked_for(waived)
        faults = {each._replace(span=located.place(each.span)) for each in faults}
    if not naming.is_as_written:
        _rename((*kept, *waived), naming)
        kept, waived = sorted(kept, key=attrgetter("sort_key")), sorted(waived, key=attrgetter("sort_key"))
        faults = {each._replace(span=_renamed(each.span, naming)) for each in faults}
        stated = [
            each._replace(waiver=each.waiver._replace(span=_renamed(each.waiver.span, naming))) for each in stated
        ]
    identify([*kept, *waived])
    return tuple(kept), tuple(waived), tuple(sorted(faults)), tuple(stated)


def _with_problems(answers: Sequence[Found], built: Built) -> list[Finding | Fault]:
    """What the policies found, with what is wrong with the inputs, and nothing in it that must not be told."""
    problems = [of_problem(problem, resource) for problem, resource in built.problems]
    limits = [of_problem(each) for each in answers if isinstance(each, Problem)]
    found = [*(each for each in answers if not isinstance(each, Problem)), *_affordable([*limits, *problems])]
    return disclosed(found, built.models)


def _affordable(problems: list[Finding]) -> list[Finding]:
    """What is wrong with the inputs, as far as the budget of each kind goes."""
    if len(problems) <= MOST_IN_A_FILE:
        return problems
    budgets: dict[str, FindingBudget[Finding]] = {}
    for each in problems:
        budgets.setdefault(each.policy_id, FindingBudget(each.policy_id)).take((each,))
    return [each for budget in budgets.values() for each in (*budget.kept, *map(of_problem, budget.problems))]


def _waive(
    findings: list[Finding], located: Located, built: Built, terms: Terms, naming: Naming, *, is_whole: bool
) -> tuple[list[Finding], list[Finding], list[Fault], list[Stated]]:
    """Part findings into those that count and those that a waiver takes out."""
    marked = {
        path: trees for path, trees in built.trees.items() if path not in located.written and may_hold_waivers(trees[0])
    }
    if not marked and not terms.listed and not any(may_hold_marks(each.text) for each in located.written.values()):
        if located:
            located.locate(findings)
        return _once(findings), [], [], []
    from infracheck.engine.waivers.everywhere import waive_everywhere  # late: most scans meet no waiver; 8 ms

    # what an alias leads to from two objects is two findings to a waiver of one of them
    each_object = list({(each.sort_key, _rank(each)): each for each in findings}.values())
    kept, waived, faults, stated = waive_everywhere(
        each_object, marked, located, built, terms, naming, is_whole=is_whole
    )
    return _once(kept), _once(waived), faults, stated


def _asked_for(findings: Iterable[Finding]) -> list[Finding]:
    """Without what stands in other files of a chart than in those that were named."""
    return [
        each for each in findings
        if all(not rendering.only or each.path in rendering.only for rendering in each.renderings)
    ]  # fmt: skip


def _once(findings: list[Finding]) -> list[Finding]:
    """Sorted, each said once: what one alias or one shared file leads to twice is one finding."""
    found: list[Finding] = []
    last: object = None
    for finding in sorted(findings, key=attrgetter("sort_key")):
        if finding.sort_key != last:
            last = finding.sort_key
            found.append(finding)
            continue
        first, other = sorted((found[-1], finding), key=_rank)
        if other.renderings:
            first.renderings = tuple(sorted({*first.renderings, *other.renderings}, key=_rank_of))
        found[-1] = first
    return found


def _rank_of(rendering: Rendering) -> tuple[object, ...]:
    return rendering[:6]


def _rank(finding: Finding) -> tuple[str, ...]:
    return tuple(part or "" for part in finding.resource or ())


def _rename(findings: Iterable[Finding], naming: Naming) -> None:
    """Give the files in findings the names that reports give them."""
    for finding in findings:
        finding.span = _renamed(finding.span, naming)
        finding.related = tuple([note._replace(span=_renamed(note.span, naming)) for note in finding.related])
        finding.sort_key = (finding.span.path, *finding.sort_key[1:])
        finding.renderings = tuple([renamed_rendering(each, naming) for each in finding.renderings])
        if finding.resource is not None and finding.resource.kind == "Dockerfile":
            # it has no other name
            finding.resource = finding.resource._replace(name=naming(finding.resource.name or ""))
        if finding.suppression is not None:
            finding.suppression = finding.suppression._replace(span=_renamed(finding.suppression.span, naming))


def renamed_rendering(rendering: Rendering, naming: Naming) -> Rendering:
    """What was rendered, with the names that reports give its files."""
    return rendering._replace(root=naming(rendering.root), values=tuple(map(naming, rendering.values)))


def _renamed(span: Span, naming: Naming) -> Span:
    return span._replace(path=naming(span.path))
