"""Judging in several processes that share one model, where it pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.judge import Found, judge
from infracheck.model.graph.model import Model
from infracheck.source.text.fault import guarded

_WORTH_A_PROCESS = 60_000
"""So many questions (policies times subjects) take longer than starting a process and hearing its answers."""


def judge_with(model: Model, policies: Sequence[Policy], options: Mapping[str, Any], jobs: int) -> list[Found]:
    """What the policies find, asked in up to `jobs` processes; the answer is the same for any number."""
    # forking is what shares the trees: they cost more to send than to parse. macOS and Windows cannot do it safely
    if jobs < 2 or sys.platform != "linux" or _has_threads():
        return [*judge(model, policies, options), *model.limits]
    jobs = min(jobs, _questions(model, policies) // _WORTH_A_PROCESS + 1, os.cpu_count() or 1, len(policies))
    if jobs < 2:
        return [*judge(model, policies, options), *model.limits]
    from infracheck.engine.processes import judge_in_processes  # late: few scans are worth a second process

    return [*judge_in_processes(model, policies, options, jobs), *model.limits]


def _has_threads() -> bool:
    """Whether other threads run: a fork would copy the locks that they hold, and nobody who releases them."""
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1


def _questions(model: Model, policies: Sequence[Policy]) -> int:
    subjects = {kind: len(list(guarded(model.all, kind, "modelling"))) for kind in {p.subject for p in policies}}
    return sum(subjects[policy.subject] for policy in policies)
