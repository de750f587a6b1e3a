"""Gives infracheck made-up inputs for some time, and says which of them it does not bear.

    FUZZ_SECONDS=60 FUZZ_SEED=0 python -m tests.fuzz
    python -m tests.fuzz --seed 0 --batch manifests:17

The same seed makes the same inputs. FUZZ_JOBS is the number of processes, FUZZ_SUBJECTS the kinds of inputs, FUZZ_FROM
the first batch, FUZZ_FOLDER where failing inputs are kept.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from tests.fuzz.batch import SUBJECTS, scheduled
from tests.fuzz.search import Found, Tally, kept, prepared, tried

_BATCHES_OF_A_PROCESS = 150


def main() -> int:
    """Run for a time, or run one batch; the status is 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("FUZZ_SEED", "0")))
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("FUZZ_SECONDS", "60")))
    parser.add_argument("--jobs", type=int, default=int(os.environ.get("FUZZ_JOBS", "0")) or os.cpu_count() or 1)
    parser.add_argument("--subjects", default=os.environ.get("FUZZ_SUBJECTS", ",".join(SUBJECTS)))
    parser.add_argument("--first", type=int, default=int(os.environ.get("FUZZ_FROM", "0")))
    parser.add_argument(
        "--folder", default=os.environ.get("FUZZ_FOLDER") or tempfile.mkdtemp(prefix="infracheck-fuzz-")
    )
    parser.add_argument("--batch", metavar="SUBJECT:NUMBER")
    given = parser.parse_args()
    if given.batch:
        subject, _, number = given.batch.partition(":")
        return _told([tried(given.seed, subject, int(number))], Path(given.folder), 0.0, given.seed)
    started = time.monotonic()
    tallies = _all(given, started + given.seconds, Path(given.folder))
    return _told(tallies, Path(given.folder), time.monotonic() - started, given.seed)


def _all(given: argparse.Namespace, until: float, folder: Path) -> list[Tally]:
    subject_of = scheduled(given.seed, tuple(given.subjects.split(",")))
    tallies: list[Tally] = []
    known: set[tuple[str, str]] = set()
    numbers = count(given.first)
    running: dict[Future[Tally], int] = {}
    # started anew, not forked: a process of its own for the memory that it may take
    pool = _pool(given.jobs)
    while True:
        while len(running) < given.jobs * 2 and time.monotonic() < until:
            number = next(numbers)
            running[pool.submit(tried, given.seed, subject_of(number), number, frozenset(known))] = number
        if not running:
            pool.shutdown()
            return tallies
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for each in done:
            number = running.pop(each)
            try:
                tally = each.result()
            except BrokenProcessPool:
                batches = sorted({number, *running.values()})
                running.clear()
                pool = _pool(given.jobs)
                origin = f"--seed {given.seed} --batch one of {[f'{subject_of(n)}:{n}' for n in batches]}"
                tally = Tally(
                    subject_of(number), 0, 0, [("process", "killed")], [Found("process", "killed", [], origin)]
                )
                tallies.append(tally)
                break
            tallies.append(tally)
            for found in tally.found:
                if (found.kind, found.what) not in known:
                    known.add((found.kind, found.what))
                    print(f"{found.kind}: {found.what}  {kept(found, folder)}", flush=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=prepared, max_tasks_per_child=_BATCHES_OF_A_PROCESS
    )


def _told(tallies: list[Tally], folder: Path, seconds: float, seed: int) -> int:
    cases: Counter[str] = Counter()
    failed: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        cases[tally.subject] += tally.cases
        failed.update(tally.failures)
    for subject, number in sorted(cases.items()):
        print(f"{number:>10,}  {subject}")
    size = sum(each.size for each in tallies)
    print(f"{cases.total():>10,}  inputs of {size:,} bytes in {len(tallies):,} batches, {seconds:.0f} s, seed {seed}")
    for (kind, what), number in failed.most_common():
        print(f"{number:>10,}  {kind}: {what}")
    for found in {(each.kind, each.what): each for tally in tallies for each in tally.found}.values():
        if found.cases:
            kept(found, folder)
    if failed:
        print(f"The inputs that failed are in {folder}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
