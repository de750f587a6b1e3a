"""Renderers wait for other programs: as many of them run at once as there are cores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from infracheck.rendering.job import Job, Rendered
from infracheck.source.text.fault import Fault, guarded
from infracheck.source.text.span import Span


def side_by_side(jobs: Sequence[Job]) -> list[Rendered | Fault]:
    """What each job makes, in their order; one that crashes is a fault, and spoils no other."""
    if len(jobs) < 2:
        return [_outcome(job) for job in jobs]
    with ThreadPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as pool:
        return list(pool.map(_outcome, jobs))


def _outcome(job: Job) -> Rendered | Fault:
    (outcome,) = guarded(_made, job, "rendering", _place)
    return outcome


def _made(job: Job) -> Iterable[Rendered]:
    return (job.work(),)


def _place(job: Job) -> Span:
    return Span(job.root, 1, 1, 1, 1)
