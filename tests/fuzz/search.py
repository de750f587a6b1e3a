"""Batches run and judged; what fails is traced to its smallest input."""

from __future__ import annotations

import gc
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.batch import made
from tests.fuzz.case import Case, Failure
from tests.fuzz.minimise import minimised
from tests.fuzz.oracles import SLOW, failures, numbers_of
from tests.fuzz.run import clock, faults, run

from infracheck import Fault

_BATCH_SECONDS = 8.0
# a batch that cannot be made ends the search, which would wait for it without end
_MAKING_SECONDS = 60.0
_THOROUGH_EVERY = 12
_MOST_MEMORY = 3_000_000_000


@dataclass
class Found:
    """A failure with the smallest cases that show it, and the batch that it was met in."""

    kind: str
    what: str
    cases: list[Case]
    origin: str


@dataclass
class Tally:
    """What a batch came to."""

    subject: str
    cases: int
    size: int
    failures: list[tuple[str, str]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)


def tried(seed: int, subject: str, number: int, known: frozenset[tuple[str, str]] = frozenset()) -> Tally:
    """Run a batch; failures of a cause that is not known are minimised."""
    with clock(_MAKING_SECONDS):
        cases = made(seed, subject, number)
    tally = Tally(subject, len(cases), sum(each.size for each in cases))
    groups = [[each] for each in cases] if cases[0].alone else [cases]
    with tempfile.TemporaryDirectory(prefix="infracheck-fuzz-", dir=_memory()) as folder:
        for index, group in enumerate(groups):
            thorough = (number + index) % _THOROUGH_EVERY == 0
            for failure in _failures(group, Path(folder), thorough=thorough):
                tally.failures.append(failure.cause)
                if failure.cause in known or any((each.kind, each.what) == failure.cause for each in tally.found):
                    continue
                origin = f"--seed {seed} --batch {subject}:{number}"
                tally.found.append(_traced(failure, group, Path(folder), thorough=thorough, origin=origin))
    gc.collect()
    return tally


def prepared() -> None:
    """Make a process ready for batches: no input may take the memory of the machine, what asks for more fails."""
    with tempfile.TemporaryDirectory(prefix="infracheck-fuzz-", dir=_memory()) as folder:
        run(made(0, "manifests", 0), Path(folder), thorough=True, seconds=60)
    # examples, policies and formats stay: a collection that went through them would take longer than most scans
    gc.collect()
    gc.freeze()
    try:
        import resource
    except ImportError:
        return  # Windows
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _memory() -> str | None:
    """A folder that lives in memory, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _failures(cases: Sequence[Case], folder: Path, *, thorough: bool) -> list[Failure]:
    outcomes = run(cases, folder, thorough=thorough, seconds=_BATCH_SECONDS if len(cases) > 1 else SLOW)
    found = failures(cases, outcomes)
    if any(each.kind == "fault" for each in found):
        located = [_located(cases, fault) for fault in faults(folder, cases[0].stdin)]
        found = [*(each for each in found if each.kind != "fault"), *located]
    if len(cases) > 1 and any(each.seconds > SLOW for each in outcomes):
        found = [each for each in found if each.kind != "slow"] + _slow_ones(cases, folder, thorough=thorough)
    return found


def _located(cases: Sequence[Case], fault: Fault) -> Failure:
    """A fault by the function that it happened in: one cause makes many policies crash."""
    ours = [step for step in fault.trace.splitlines() if "infracheck" in step]
    place = re.sub(r".*[/\\](\w+\.py):\d+ in ", r"\1 in ", ours[-1]) if ours else fault.policy_id
    return Failure("fault", f"{fault.error}, {place}", numbers_of(cases, fault.span.path))


def _slow_ones(cases: Sequence[Case], folder: Path, *, thorough: bool) -> list[Failure]:
    """Halve what was slow until single cases are: a batch may well take longer than one of its cases may."""
    outcomes = run(cases, folder, thorough=thorough, seconds=SLOW)
    if all(each.seconds <= SLOW and not each.timed_out for each in outcomes):
        return []
    if len(cases) == 1:
        return [each for each in failures(cases, outcomes) if each.kind == "slow"]
    middle = len(cases) // 2
    return [
        *_slow_ones(cases[:middle], folder, thorough=thorough),
        *_slow_ones(cases[middle:], folder, thorough=thorough),
    ]


def _traced(failure: Failure, cases: Sequence[Case], folder: Path, *, thorough: bool, origin: str) -> Found:
    def fails(some: Sequence[Case]) -> bool:
        return any(each.cause == failure.cause for each in _failures(some, folder, thorough=thorough))

    start = [cases[number] for number in dict.fromkeys(failure.cases)] or list(cases)
    if not fails(start):
        start = list(cases)
    smallest = minimised(start, fails) if fails(start) else list(start)
    return Found(failure.kind, failure.what, smallest, origin)


def kept(found: Found, folder: Path) -> Path:
    """Write the input of a failure into a folder of its own, with the command that shows it."""
    name = re.sub(r"[^a-z0-9]+", "-", f"{found.kind} {found.what}".lower()).strip("-")[:80]
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(found.cases):
        case.write(place if case.alone else place / f"{number:04}")
        if case.stdin is not None:
            (place / "stdin").write_bytes(case.stdin)
    path = "- < stdin" if found.cases[0].stdin is not None else "."
    told = (
        f"{found.kind}: {found.what}", "",
        f"infracheck scan {path} --select all", f"python -m tests.fuzz {found.origin}",
    )  # fmt: skip
    (place / "command.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
    return place
