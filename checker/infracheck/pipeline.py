"""The whole run on one screen: load, render, build, judge, settle, report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from infracheck.engine.config import Config
from infracheck.engine.finding import Finding
from infracheck.engine.workers import judge_with
from infracheck.model.graph.build import Built, build
from infracheck.reading import Progress, Read, read_all
from infracheck.report.report import Inputs, Report
from infracheck.report.shown.masked import MaskedSource
from infracheck.session import Session
from infracheck.settle import settled
from infracheck.source.files.confined import is_confined
from infracheck.source.files.naming import Naming

if TYPE_CHECKING:
    from datetime import date


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
    today: date | None = None,
) -> Report:
    """Scan files and folders, and say what the selected policies find.

    `select` and `ignore` take selectors (an id, `category:…`, a control, a peer's id, `recommended`, `all`); nothing
    selected is the recommended set. `policies` are folders of further policies. `config` is a path or a `Config`;
    `config_file` is where that one was read, and is not scanned. `today` is the day by which waivers expire.
    Raises `UnknownPolicyError` for a selector that means nothing, and other `InfracheckError`s for wrong use; what is
    wrong with an input is a finding.
    """
    session = Session(
        config, config_file=config_file, policies=policies, kubernetes_version=kubernetes_version, jobs=jobs,
        progress=progress, today=today,
    )  # fmt: skip
    return run(session, paths, select, ignore)


def run(
    session: Session, paths: Iterable[str | os.PathLike[str]], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Report:
    """One scan of a session, from the paths to the report."""
    # wrong use is told before anything is read
    chosen, options = session.chosen(select, ignore), session.options()
    terms = session.terms(chosen)
    given = [os.fspath(each) for each in paths]
    read, built = build_model(session, given)
    answers = judge_with(built.model, chosen, options, session.jobs)
    naming = Naming(given, session.config_file, session.root)
    kept, waived, faults, waivers = settled(
        answers, built, terms, naming, is_whole=_is_whole(given, session.config_file)
    )
    left_out = (*read.skipped, *((each.path, each.reason) for each in built.skipped))
    skipped = tuple([(naming(path), reason) for path, reason in left_out])
    inputs = Inputs(tuple(map(naming, read.files)), built.objects, built.dockerfiles, skipped)
    rules = tuple([each.rule for each in chosen])
    return Report(
        kept, waived, faults, rules, inputs, str(session.version), _sources((*kept, *waived), built, naming),
        waivers=waivers,
    )  # fmt: skip


def _is_whole(given: Iterable[str], config_file: str | None) -> bool:
    """Whether all that a config is for is scanned: its folder, or one above it."""
    folder = os.path.dirname(os.path.abspath(config_file or ""))
    return any(is_confined(folder, path) for path in given)


def build_model(session: Session, paths: Iterable[str | os.PathLike[str]]) -> tuple[Read, Built]:
    """What files and folders hold, as one model: what only looks at it, as an inventory does, branches off here."""
    read = read_all((os.fspath(each) for each in paths), session.progress, config=session.config_file)
    # between the two a chart or an overlay will be rendered; today its template is a problem of the input
    return read, build(read.items, session.version, session.config.exists)


def _sources(findings: Iterable[Finding], built: Built, naming: Naming) -> dict[str, MaskedSource]:
    """The files of findings and of their notes, each with the lines that an excerpt may show."""
    lines: dict[str, set[int]] = {}
    path, own = "", set[int]()
    for each in findings:
        # findings come by file
        if each.span[0] is not path:
            path = each.span[0]
            own = lines.setdefault(path, set())
        own.add(each.span[1])
        for note in each.related:
            lines.setdefault(note.span[0], set()).add(note.span[1])
    return {
        name: MaskedSource(name, trees[0].source.text, trees, lines[name])
        for path, trees in built.trees.items()
        if (name := naming(path)) in lines
    }
