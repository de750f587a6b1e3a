"""The whole run on one screen: load, render, build, judge, settle, compare, report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from infracheck.engine.config import Config
from infracheck.engine.finding import Finding
from infracheck.engine.located import located_in
from infracheck.model.facts.secrets.known import secret_texts
from infracheck.model.graph.build import Built
from infracheck.reading import Progress, Read, may_be_rendered, read_all
from infracheck.report.report import Gates, Inputs, Report
from infracheck.report.shown.masked import MaskedSource
from infracheck.scanned import Scanned
from infracheck.session import Asked, Session, compare_with
from infracheck.settle import renamed_rendering, settled
from infracheck.source.files.file_tree import FileTree
from infracheck.source.files.naming import Naming
from infracheck.source.host.confined import is_confined
from infracheck.source.text.span import Source
from infracheck.worlds import build_worlds, judge_worlds

if TYPE_CHECKING:
    from datetime import date

    from infracheck.engine.config.by_path import ByPath


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
    base: str | None = None,
    base_exact: bool = False,
    baseline: str | os.PathLike[str] | None = None,
    today: date | None = None,
    render: bool = True,
    helm_values: Sequence[str | os.PathLike[str]] = (),
    helm_sets: Sequence[str] = (),
) -> Report:
    """Scan files and folders, and say what the selected policies find.

    `select` and `ignore` take selectors (an id, `category:…`, a control, a peer's id, `recommended`, `all`); nothing
    selected is the recommended set. `policies` are folders of further policies. `config` is a path or a `Config`;
    `config_file` is where that one was read, and is not scanned. With `base`, a git revision, or `baseline`, a file of
    known findings, only what is new since then counts: the rest stands in the report's `gate`. `today` is the day by
    which waivers expire. Helm charts and Kustomize overlays are rendered, unless `render` is false; `helm_values` are
    values files, and `helm_sets` words such as `image.tag=1.2`, for every chart.
    Raises `UnknownPolicyError` for a selector that means nothing, and other `InfracheckError`s for wrong use; what is
    wrong with an input is a finding.
    """
    given = [os.fspath(each) for each in paths]
    with ExitStack() as stack:
        session = Session(
            config, config_file=config_file, policies=policies, kubernetes_version=kubernetes_version, jobs=jobs,
            progress=progress, compared_with=compare_with(stack, given, base, baseline, exact=base_exact), today=today,
            render=render, helm_values=helm_values, helm_sets=helm_sets,
        )  # fmt: skip
        return run(session, given, select, ignore)


def run(
    session: Session, paths: Iterable[str | os.PathLike[str]], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Report:
    """One scan of a session, from the paths to the report."""
    # wrong use is told before anything is read
    asked = session.asked(select, ignore)
    given = [os.fspath(each) for each in paths]
    found = scan_tree(session, given, asked, session.files)
    if session.compared_with is None:
        return found.report
    base = session.base
    earlier = None if base is None else scan_tree(session, base.paths(given), asked, base.tree)
    return session.compared_with.gated(found, earlier, waivers_from_base=session.config.waivers_from_base)


def scan_tree(session: Session, paths: Sequence[str], asked: Asked, files: FileTree) -> Scanned:
    """What policies say of the files of a tree, with what it takes to compare that with another scan."""
    terms = session.terms(asked)
    read = read_inputs(session, paths, files)
    built = build_worlds(read.items, session.version, session.config.exists)
    located = located_in(built.trees, read.written)
    if asked.by_path is not None:
        for path in located.paths:
            asked.by_path.stands_for(path, located.line(path, 1).path)
    answers = judge_worlds(built, asked.policies, asked.options, session.jobs)
    naming = Naming(paths, session.config_file, session.root)
    is_whole = _is_whole(paths, session.config_file)
    kept, waived, faults, waivers = settled(answers, built, located, terms, naming, is_whole=is_whole)
    left_out = (*read.skipped, *((each.path, each.reason) for each in built.skipped))
    skipped = tuple([(naming(path), reason) for path, reason in left_out])
    renderings = tuple([(renamed_rendering(each, naming), count) for each, count in read.renderings])
    inputs = Inputs(tuple(map(naming, read.files)), built.objects, built.dockerfiles, skipped, renderings)
    rules = tuple([each.rule for each in asked.policies])
    sources = _sources((*kept, *waived), built, read.written, naming)
    gates = {} if asked.by_path is None else _gates(asked.by_path, read, built, naming)
    report = Report(kept, waived, faults, rules, inputs, str(session.version), sources, waivers=waivers, gates=gates)
    return Scanned(report, built, naming, read.written)


def _is_whole(given: Iterable[str], config_file: str | None) -> bool:
    """Whether all that a config is for is scanned: its folder, or one above it."""
    folder = os.path.dirname(os.path.abspath(config_file or ""))
    return any(is_confined(folder, path) for path in given)


def _gates(by_path: ByPath, read: Read, built: Built, naming: Naming) -> dict[str, Gates]:
    """What overrides say of the severities that are listed, and that fail, by the names that reports give files."""
    paths = dict.fromkeys((*read.files, *built.trees, *(problem.span.path for problem, _ in built.problems)))
    return {naming(path): gates for path, gates in by_path.gates(paths).items()}


def read_inputs(session: Session, paths: Iterable[str], files: FileTree) -> Read:
    """What files and folders hold, with charts and overlays rendered: what an inventory shares with a scan."""
    read = read_all(paths, session.progress, config=session.config_file, files=files, exclude=session.exclude())
    if not may_be_rendered(read):
        return read
    from infracheck.rendering.render import rendered  # late: most scans hold neither charts nor overlays

    return rendered(read, files, session.rendering())


def _sources(
    findings: Iterable[Finding], built: Built, written: Mapping[str, Source], naming: Naming
) -> dict[str, MaskedSource]:
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
    found = {
        name: MaskedSource(name, trees[0].source.text, trees, lines[name])
        for path, trees in built.trees.items()
        if (name := naming(path)) in lines
    }
    shown = {path: name for path in written if (name := naming(path)) in lines}
    secrets = frozenset(text for model in built.models for text in secret_texts(model)) if shown else frozenset()
    for path, name in shown.items():
        text = written[path].text
        is_template = "{{" in text and "templates" in path.split(os.sep)
        found[name] = MaskedSource(name, text, None, lines[name], secrets, is_template)
    return found
