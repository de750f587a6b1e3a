"""Cases given to the command line in this process, with a bound on its time, and all that it wrote."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from types import FrameType

from tests.fuzz.case import Case

from infracheck import Fault, scan
from infracheck.cli import run as run_command_line
from infracheck.report.formats import catalogue

FORMATS = tuple(catalogue.SCAN)
INVENTORIES = tuple(catalogue.INVENTORY)


class OutOfTime(BaseException):
    """The scan took longer than it may; nothing that catches exceptions catches this."""


@dataclass
class Outcome:
    """How a run ended, how long it took of the processor, and what it wrote, by name."""

    status: int
    seconds: float
    written: dict[str, bytes] = field(default_factory=dict)
    timed_out: bool = False
    where: str = ""


def run(cases: Sequence[Case], folder: Path, *, thorough: bool, seconds: float) -> tuple[Outcome, ...]:
    """Scan cases, each in a folder of its own unless it stands alone; `thorough` runs write every format too."""
    work = folder / "input"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for number, case in enumerate(cases):
        case.write(work if case.alone else work / f"{number:04}")
    paths = ("-",) if cases[0].stdin is not None else (".",)
    stdin = cases[0].stdin or b""
    found = [_called(_scan(paths, thorough=thorough), work, stdin, seconds)]
    if thorough and not found[0].timed_out:
        found.append(_called(_scan(paths, thorough=True), work, stdin, seconds))
        found.append(_called(_inventory(paths), work, stdin, seconds))
    return tuple(found)


def faults(folder: Path, stdin: bytes | None) -> list[Fault]:
    """The faults of a scan of what was written last, with the places in the code, which no format but the table has."""
    with _streams(stdin or b""), _folder(folder / "input"):
        return list(scan(["-" if stdin is not None else "."], select=["all"]).faults)


def _scan(paths: tuple[str, ...], *, thorough: bool) -> list[str]:
    words = ["scan", *paths, "--select", "all", "-f", "json=../out.json"]
    if thorough:
        words += ["--include-waived", "-v"]
        words += (word for form in FORMATS if form != "json" for word in ("-f", f"{form}=../out.{form}"))
    return words


def _inventory(paths: tuple[str, ...]) -> list[str]:
    return ["inventory", *paths, *(word for form in INVENTORIES for word in ("-f", f"{form}=../out.inventory-{form}"))]


def _called(words: list[str], work: Path, stdin: bytes, seconds: float) -> Outcome:
    """One call of the command line as a process would make it, without the process."""
    for path in work.parent.glob("out.*"):
        path.unlink()
    started = time.process_time()
    with _streams(stdin) as (out, err), _folder(work), _arguments(words), clock(seconds):
        try:
            outcome = Outcome(run_command_line(), 0.0)
        except OutOfTime as error:
            outcome = Outcome(-1, 0.0, timed_out=True, where=_last_of_ours(error))
    outcome.seconds = time.process_time() - started
    outcome.written = {path.name: path.read_bytes() for path in sorted(work.parent.glob("out.*"))}
    outcome.written |= {"stdout": out.getvalue(), "stderr": err.getvalue()}
    return outcome


def _last_of_ours(error: BaseException) -> str:
    """The innermost function of infracheck that an exception passed through."""
    frames = [each for each in extract_tb(error.__traceback__) if "infracheck" in each.filename.split("/")]
    return f"{frames[-1].filename.rpartition('/')[2]} in {frames[-1].name}" if frames else ""


@contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    sys.stdout = io.TextIOWrapper(out, "utf-8", "backslashreplace", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", "backslashreplace", write_through=True)
    try:
        yield out, err
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            stream.detach()
        sys.stdin, sys.stdout, sys.stderr = kept


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _arguments(words: list[str]) -> Iterator[None]:
    before = sys.argv
    sys.argv = ["infracheck", *words]
    try:
        yield
    finally:
        sys.argv = before


@contextmanager
def clock(seconds: float) -> Iterator[None]:
    """Ends what takes longer, counted in time of the processor, so that a busy machine changes nothing."""
    if not hasattr(signal, "setitimer"):
        yield  # Windows has none: what hangs there, hangs
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
