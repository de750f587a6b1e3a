"""The whole run on one screen: collect, read, model, judge, settle, report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from infracheck.engine.budget import MOST_IN_A_FILE, FindingBudget
from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config, read_config
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import INSTALLED, load_folder, load_installed, load_pack
from infracheck.engine.disclosure import disclosed
from infracheck.engine.finding import WAIVER_MARK, Finding, identify, of_problem
from infracheck.engine.workers import judge_with
from infracheck.errors import UsageError
from infracheck.model.base.values import NEWEST_KUBERNETES, KubernetesVersion
from infracheck.model.graph.build import Built, build
from infracheck.reading import Progress, read_all
from infracheck.report.report import Inputs, Report
from infracheck.report.shown.masked import MaskedSource
from infracheck.source.text.fault import Fault
from infracheck.source.text.problem import Problem


def scan(
    paths: Iterable[str | os.PathLike[str]],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    policies: Sequence[str | os.PathLike[str]] = (),
    kubernetes_version: str | None = None,
    config: Config | str | os.PathLike[str] | None = None,
    config_file: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Scan files and folders, and say what the selected policies find.

    `select` and `ignore` take selectors (an id, `category:…`, a control, a peer's id, `recommended`, `all`); nothing
    selected is the recommended set. `policies` are folders of further policies. `config` is a path or a `Config`;
    `config_file` is where that one was read, and is not scanned.
    Raises `UnknownPolicyError` for a selector that means nothing, and other `InfracheckError`s for wrong use; what is
    wrong with an input is a finding.
    """
    if isinstance(config, Config):
        settings = config
    else:
        config_file = None if config is None else os.fspath(config)
        settings = read_config(config_file)
    version = parse_version(kubernetes_version or settings.kubernetes_version)
    catalogue = load_catalogue((*settings.policies, *(os.fspath(each) for each in policies)))
    chosen = catalogue.select(tuple(select) or settings.select, (*settings.ignore, *ignore))
    options = settings.options_for(catalogue)
    items, files, skipped = read_all((os.fspath(each) for each in paths), progress, config=config_file)
    built = build(items, version, settings.exists)
    found = _judge_all(built, chosen, options, jobs)
    findings = _settle([each for each in found if type(each) is Finding])
    kept, waived, unwaived = _waive(findings, built, catalogue, chosen)
    identify([*kept, *waived])
    faults = tuple(sorted({*built.model.faults, *unwaived, *(each for each in found if type(each) is Fault)}))
    skipped.extend((each.path, each.reason) for each in built.skipped)
    inputs = Inputs(tuple(files), built.objects, built.dockerfiles, tuple(skipped))
    sources = _sources((*kept, *waived), built)
    return Report(tuple(kept), tuple(waived), faults, tuple(chosen), inputs, str(version), sources)


def parse_version(text: str | None) -> KubernetesVersion:
    """A version of Kubernetes, the newest known where none is given; raises `UsageError` for no version."""
    if not text or text == "latest":
        return NEWEST_KUBERNETES
    version = KubernetesVersion.parse(text)
    if version is None:
        raise UsageError(f"{text!r} is not a Kubernetes version.", remedy=f"Use a version such as {NEWEST_KUBERNETES}.")
    return version


def load_catalogue(folders: Iterable[str] = ()) -> Catalogue:
    """The built-in policies, with those of the folders that the caller names; `installed` is every installed pack."""
    named = (each for folder in folders for each in (load_installed() if folder == INSTALLED else load_folder(folder)))
    return Catalogue((*load_pack(), *named))


def _judge_all(
    built: Built, policies: Sequence[Policy], options: Mapping[str, Any], jobs: int
) -> list[Finding | Fault]:
    answers = judge_with(built.model, policies, options, jobs)
    problems = [of_problem(problem, resource) for problem, resource in built.problems]
    limits = [of_problem(each) for each in answers if isinstance(each, Problem)]
    found = [*(each for each in answers if not isinstance(each, Problem)), *_affordable([*limits, *problems])]
    return disclosed(found, built.model)


def _affordable(problems: list[Finding]) -> list[Finding]:
    """What is wrong with the inputs, as far as the budget of each kind goes."""
    if len(problems) <= MOST_IN_A_FILE:
        return problems
    budgets: dict[str, FindingBudget[Finding]] = {}
    for each in problems:
        budgets.setdefault(each.policy_id, FindingBudget(each.policy_id)).take((each,))
    return [each for budget in budgets.values() for each in (*budget.kept, *map(of_problem, budget.problems))]


def _waive(
    findings: list[Finding], built: Built, catalogue: Catalogue, asked: Sequence[Policy]
) -> tuple[list[Finding], list[Finding], list[Fault]]:
    """Part findings into those that count and those that a waiver takes out."""
    marked = {path: trees for path, trees in built.trees.items() if WAIVER_MARK in trees[0].source.text}
    if not marked:
        return findings, [], []
    from infracheck.engine.waivers.by_file import waive  # late: most scans meet no waiver

    return waive(findings, marked, catalogue, asked)


def _sources(findings: Iterable[Finding], built: Built) -> dict[str, MaskedSource]:
    """The files of findings and of their notes, each with the lines that an excerpt may show."""
    lines: dict[str, set[int]] = {}
    for each in findings:
        lines.setdefault(each.span[0], set()).add(each.span[1])
        for note in each.related:
            lines.setdefault(note.span[0], set()).add(note.span[1])
    return {
        path: MaskedSource(path, trees[0].source.text, trees, lines[path])
        for path, trees in built.trees.items()
        if path in lines
    }


def _settle(findings: list[Finding]) -> list[Finding]:
    """Sorted, each said once: what one alias or one shared file leads to twice is one finding."""
    settled: list[Finding] = []
    last: object = None
    for finding in sorted(findings, key=attrgetter("sort_key")):
        if finding.sort_key != last:
            last = finding.sort_key
            settled.append(finding)
        elif _rank(finding) < _rank(settled[-1]):
            settled[-1] = finding
    return settled


def _rank(finding: Finding) -> tuple[str, ...]:
    return tuple(part or "" for part in finding.resource or ())
