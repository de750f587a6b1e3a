"""Measures whole processes against each other, in one run; asserts nothing.

    python -m tests.bench.bench [FOLDER]

FOLDER, or BENCH_CORPUS, is a folder of real files to measure on; without one, a corpus is made up. BENCH_CHARTS is a
folder of charts; without one, they are made up. BENCH_CHECKOV, or a checkov on PATH, is measured on the same files.
Every figure is a median of runs that take turns, so read the ratios.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.bench.synthetic import write_charts, write_corpus

from infracheck.model.base.values import NEWEST_KUBERNETES

_RUNS = int(os.environ.get("BENCH_RUNS", "5"))
_COMPOSE = """
import gc, os, sys, yaml
gc.disable()
for top, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith((".yaml", ".yml")):
            with open(os.path.join(top, name), "rb") as file:
                try:
                    list(yaml.compose_all(file.read(), Loader=yaml.CSafeLoader))
                except (yaml.YAMLError, UnicodeDecodeError):
                    pass
os._exit(0)
"""
_TEMPLATE = """
import os, subprocess, sys
for top, folders, names in os.walk(sys.argv[2]):
    if "Chart.yaml" in names:
        folders.clear()
        command = [sys.argv[1], "template", "release", top, "--kube-version", sys.argv[3]]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
"""
_ALL = ("--select", "all")
# the first turn compiles what was edited since; where Python may not write that, every turn would
_WRITES = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_SCAN = ("scan", "--fail-on", "never", "-f")


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        home = Path(temporary)
        named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BENCH_CORPUS")
        thousand = home / "thousand"
        if named:
            copy_corpus(Path(named), thousand, 1_000)
        else:
            write_corpus(thousand, 1_000)
        copy_corpus(thousand, home / "ten", 10)
        write_corpus(home / "even-thousand", 1_000)
        write_corpus(home / "even-ten-thousand", 10_000)
        print(f"{_RUNS} runs each, in turns, on {'files of ' + named if named else 'a synthetic corpus'}\n")
        measure_thousand(thousand)
        measure_ten(home / "ten")
        measure_growth(home)
        measure_sarif(home / "even-ten-thousand")
        charts = os.environ.get("BENCH_CHARTS")
        if not charts:
            write_charts(home / "charts", 20)
        measure_charts(Path(charts or home / "charts"))
        measure_checkov(thousand)


def measure_thousand(folder: Path) -> None:
    """1,000 files: against composing their YAML and doing nothing else."""
    compose_them = [sys.executable, "-c", _COMPOSE, str(folder)]
    scan, everything, compose = medians(scan_of(folder, "json"), scan_of(folder, "json", *_ALL), compose_them)
    table = medians(scan_of(folder, "table"))[0]
    memory = peak_memory(scan_of(folder, "json", *_ALL))
    show(f"{count(folder)} files, as JSON", scan, f"{scan / compose:.2f} × composing their YAML ({compose:.2f} s)")
    show(f"{count(folder)} files, every policy", everything, f"{everything / compose:.2f} ×")
    show(f"{count(folder)} files, as a table", table, f"{table / compose:.2f} ×")
    show(f"{count(folder)} files, memory", None, f"{memory:.0f} MB at most" if memory else "not measured here")


def measure_ten(folder: Path) -> None:
    """10 files: against an interpreter that does nothing."""
    scan, everything, table, bare = medians(
        scan_of(folder, "json"),
        scan_of(folder, "json", *_ALL),
        scan_of(folder, "table"),
        [sys.executable, "-c", "pass"],
    )
    show("10 files, as JSON", scan, f"{scan / bare:.2f} × a bare interpreter ({bare * 1000:.0f} ms)")
    show("10 files, every policy", everything, f"{everything / bare:.2f} ×")
    show("10 files, as a table", table, f"{table / bare:.2f} ×")


def measure_growth(home: Path) -> None:
    """Ten times as many files of one kind: ten times as long is linear."""
    few, many = medians(scan_of(home / "even-thousand", "json"), scan_of(home / "even-ten-thousand", "json"))
    show("10,000 synthetic files", many, f"{many / few:.1f} × what 1,000 take ({few:.2f} s)")


def measure_sarif(folder: Path) -> None:
    """10,000 files with every policy: the format that CI asks for, against the plainest one."""
    json, sarif, table = (scan_of(folder, form, *_ALL) for form in ("json", "sarif", "table"))
    plain, *others = medians(json, sarif, table)
    least = peak_memory(json)
    show("10,000 files, every policy", plain, f"as JSON, {least:.0f} MB at most" if least else "as JSON")
    for form, command, taken in zip(("SARIF", "a table"), (sarif, table), others, strict=True):
        memory = f", {peak_memory(command) / least:.2f} × its memory" if least else ""
        show(f"the same as {form}", taken, f"{taken / plain:.2f} × JSON{memory}")


def measure_charts(folder: Path) -> None:
    """Charts: the whole of rendering and judging them, against `helm template` of each alone."""
    helm = shutil.which("helm")
    if not helm:
        show("charts", None, "not measured: there is no helm on the PATH")
        return
    template = [sys.executable, "-c", _TEMPLATE, helm, str(folder), str(NEWEST_KUBERNETES)]
    scan, alone = medians(scan_of(folder, "json"), template)
    number = sum(1 for _ in folder.rglob("Chart.yaml"))
    show(f"{number} charts, as JSON", scan, f"{scan / alone:.2f} × `helm template` of each ({alone:.2f} s)")


def measure_checkov(folder: Path) -> None:
    """The same files with checkov, where it is installed."""
    checkov = os.environ.get("BENCH_CHECKOV") or shutil.which("checkov")
    if not checkov:
        show("checkov", None, "not installed: BENCH_CHECKOV names one")
        return
    theirs = [
        checkov, "--directory", str(folder), "--framework", "kubernetes", "dockerfile", "--compact", "--quiet",
        "--soft-fail", "--skip-download", "--output", "json",
    ]  # fmt: skip
    scan, other = medians(scan_of(folder, "json"), theirs)
    show(f"{count(folder)} files, checkov", other, f"{other / scan:.0f} × infracheck ({scan:.2f} s)")


def scan_of(folder: Path, form: str, *select: str) -> list[str]:
    """The command that scans a folder."""
    # the script that users call: `python -m` takes some milliseconds more
    return [str(Path(sys.executable).parent / "infracheck"), *_SCAN, form, *select, str(folder)]


def medians(*commands: list[str]) -> list[float]:
    """The seconds that each command takes: the median of runs that take turns."""
    times: list[list[float]] = [[] for _ in commands]
    for turn in range(_RUNS + 1):
        for command, taken in zip(commands, times, strict=True):
            started = perf_counter()
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_WRITES)
            # the first turn warms the file system's cache
            if turn:
                taken.append(perf_counter() - started)
    return [statistics.median(taken) for taken in times]


def peak_memory(command: list[str]) -> float:
    """The most megabytes that a command holds at once, 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    with open(os.devnull, "r+b") as null:
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def copy_corpus(source: Path, folder: Path, most: int) -> None:
    """Copy manifests and Dockerfiles, at most so many, evenly drawn from all there are."""
    found = sorted(ours(source))
    step = max(1, len(found) // most)
    for path in found[::step][:most]:
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def ours(folder: Path) -> Iterator[Path]:
    """The files of a folder that a scan may read."""
    for path in folder.rglob("*"):
        if path.is_file() and (path.suffix in (".yaml", ".yml") or "ockerfile" in path.name):
            yield path


def count(folder: Path) -> str:
    """How many files there are to scan."""
    return f"{sum(1 for _ in ours(folder)):,}"


def show(what: str, seconds: float | None, note: str) -> None:
    """One line of the table."""
    print(f"{what:<28} {'' if seconds is None else f'{seconds:8.3f} s':<12} {note}", flush=True)


if __name__ == "__main__":
    main()
