"""Tries whether the tests notice small changes of the policies or of the model, and names those that they do not.

    MUTATE_IN=policies MUTATE_SAMPLE=300 MUTATE_SEED=1 python -m tools.mutate

MUTATE_IN is `policies` (with the words that they compare) or `model` (with the products that it knows). MUTATE_BASE is
a revision: only modules that differ from it are changed. MUTATE_SECONDS bounds the time, MUTATE_EACH that of the tests
of one mutant: what those that are left out would notice counts as a survivor. MUTATE_JOBS is the number of processes.
It needs a system that forks. A survivor may be the same program in other words: nothing leaves those out.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import jsonschema  # noqa: F401  loaded here, so that every process has it
import pytest
import rich.console
import rich.table  # noqa: F401
import yaml  # noqa: F401
from tools.mutate.baseline import OPTIONS, SUITE, Baseline, Recorder, read_baseline
from tools.mutate.sample import ROOMS, ROOT, Mutant, chosen
from tools.mutate.trial import IMPORT_ANEW, UNNOTICED, Loaded, Notices, silence, status_anew
from tools.mutate.users import Users


def main() -> int:
    """Sample, record, try; the status is 1 where a mutant survives."""
    given = os.environ.get
    room, base, seed = given("MUTATE_IN", "policies"), given("MUTATE_BASE", ""), int(given("MUTATE_SEED", "1"))
    jobs = int(given("MUTATE_JOBS", "0")) or os.cpu_count() or 1
    if room not in ROOMS:
        print(f"MUTATE_IN={room}: it is one of {', '.join(ROOMS)}", file=sys.stderr)
        return 2
    started = time.monotonic()
    mutants = chosen(room, base, int(given("MUTATE_SAMPLE", "300")), seed)
    if not mutants:
        print("no module to change")
        return 0
    os.chdir(ROOT)
    os.nice(10)
    with tempfile.TemporaryDirectory() as folder:
        # what the first run of the tests compiles is the unchanged program; nothing else is kept
        sys.pycache_prefix = f"{folder}/compiled"
        sys.dont_write_bytecode = True
        baseline = recorded(Path(folder, "baseline.json"))
        until = started + float(given("MUTATE_SECONDS", "600"))
        statuses = tried(mutants, baseline, until, float(given("MUTATE_EACH", "inf")), jobs, folder)
    return told(room, seed, mutants, statuses, time.monotonic() - started)


def recorded(path: Path) -> Baseline:
    """The baseline, recorded by another process: this one stays without the modules that mutants replace."""
    pid = os.fork()
    if not pid:
        silence()
        sys.dont_write_bytecode = False
        status = pytest.main([*OPTIONS, f"--basetemp={path}.tests", *SUITE], plugins=[Recorder(path)])
        os._exit(int(status))
    if os.waitpid(pid, 0)[1]:
        sys.exit("the tests fail without any change: run `make test` first")
    return read_baseline(path)


def tried(
    mutants: Sequence[Mutant], baseline: Baseline, until: float, most: float, jobs: int, folder: str
) -> dict[int, int]:
    """How the trial of each mutant ended, by its number, of those that the time was enough for."""
    reading, writing = os.pipe()
    for job in range(jobs):
        if not os.fork():
            os.close(reading)
            _work(mutants, range(job, len(mutants), jobs), baseline, until, most, f"{folder}/{job}", writing)
            os._exit(0)
    os.close(writing)
    statuses = {}
    with os.fdopen(reading, encoding="ascii") as lines:
        for line in lines:
            number, status = map(int, line.split())
            statuses[number] = status
            if status == UNNOTICED:
                print(f"survives: {mutants[number]}", flush=True)
    for _ in range(jobs):
        os.wait()
    return statuses


def _work(
    mutants: Sequence[Mutant], numbers: range, baseline: Baseline, until: float, most: float, folder: str, writing: int
) -> None:
    loaded = Loaded(mutants, baseline, most, f"{folder}-loaded")
    users, notices = Users(), Notices()
    for number in numbers:
        if time.monotonic() > until:
            return
        mutant = mutants[number]
        status = loaded.status_of(number)
        if status == IMPORT_ANEW:
            tests = baseline.tests_of(users.of(mutant.path, mutant.line, baseline.on_import), notices.of(mutant), most)
            status = status_anew(mutant, tests, notices, baseline.seconds_of(tests), f"{folder}-anew")
        os.write(writing, f"{number} {status}\n".encode())


def told(room: str, seed: int, mutants: Sequence[Mutant], statuses: dict[int, int], seconds: float) -> int:
    """Say how many were noticed; the status is 1 where one was not."""
    survivors = sum(status == UNNOTICED for status in statuses.values())
    noticed = len(statuses) - survivors
    share = 100 * noticed / len(statuses) if statuses else 0.0
    print(
        f"{noticed} of {len(statuses)} mutants of the {room} noticed ({share:.1f} %), {survivors} survive; "
        f"sample of {len(mutants)}, seed {seed}, {seconds:.0f} s"
    )
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main())
