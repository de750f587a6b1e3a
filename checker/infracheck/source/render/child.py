"""A renderer as a child process: no environment of ours, and bounds on time, memory and output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
from tempfile import TemporaryFile
from typing import IO

from infracheck.record import Record

if sys.platform == "linux":
    import resource

_MOST_COMPLAINT = 500_000
_MOST_KEPT = 20_000_000
_PROCESSOR_SECONDS = 60
_SECONDS_A_LOOK = 0.05
# whatever asks the network all the same asks a proxy that nobody is
_NOWHERE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")


class Bounds(Record):
    """What one run of a renderer may use: seconds on the clock, bytes of memory, bytes of output."""

    seconds: float = 30.0
    memory: int = 4 << 30
    output: int = 20_000_000


class Ran(Record):
    """What a renderer printed; `failure` is empty, or says why its output is of no use, in one line.

    `complaint` is all that it said of a failure of its own, without the path of the folder that it ran in.
    """

    output: bytes
    failure: str
    complaint: str = ""


def run(command: Sequence[str], home: str, bounds: Bounds) -> Ran:
    """Run a renderer in a folder of its own, which is its home, too.

    Of the caller's environment it gets nothing: no token, no proxy, no config, no plugin. It prints into files, which
    nobody else can hold open, and which cost no thread to read.
    """
    with TemporaryFile() as output, TemporaryFile() as complaint:
        try:
            process = subprocess.Popen(  # noqa: S603  a program and words of ours, no shell
                command, cwd=home, env=_environment(home), stdin=subprocess.DEVNULL, stdout=output, stderr=complaint,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            return Ran(b"", f"{os.path.basename(command[0])} cannot be started: {(error.strerror or '').lower()}")
        _limit(process.pid, bounds)
        failure = _watched(process, bounds, output, complaint)
        if failure:
            return Ran(b"", failure)
        if process.returncode:
            said = _without(_read(complaint, _MOST_COMPLAINT), home)
            return Ran(b"", _first(said) or f"ended with status {process.returncode}", said)
        return Ran(_read(output, bounds.output), "")


def _watched(process: subprocess.Popen[bytes], bounds: Bounds, output: IO[bytes], complaint: IO[bytes]) -> str:
    """Wait for a renderer, and end it with all that it started; which of its bounds it met, empty for none."""
    until = time.monotonic() + bounds.seconds
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS_A_LOOK)
            for most, file in ((bounds.output, output), (_MOST_KEPT, complaint)):
                if os.fstat(file.fileno()).st_size > most:
                    return f"printed more than {most // 1_000_000} MB"
            if process.returncode is not None:
                return ""
            if time.monotonic() > until:
                return f"took longer than {bounds.seconds:g} s"
    finally:
        # it may have started others
        _kill(process)
        process.wait()


def _read(file: IO[bytes], most: int) -> bytes:
    file.seek(0)
    return file.read(most)


def _environment(home: str) -> dict[str, str]:
    system = {each: os.environ[each] for each in ("SYSTEMROOT",) if each in os.environ}
    return {
        **system,
        "HOME": home,
        "TMPDIR": home,
        "PATH": os.path.join(home, "no-programs"),
        "LC_ALL": "C",
        **_NOWHERE,
    }


def _limit(pid: int, bounds: Bounds) -> None:
    """Where the system can: elsewhere the clock alone bounds it."""
    if sys.platform == "linux":
        for what, most in ((resource.RLIMIT_AS, bounds.memory), (resource.RLIMIT_CPU, _PROCESSOR_SECONDS)):
            _, own = resource.getrlimit(what)
            least = most if own == resource.RLIM_INFINITY else min(int(most), own)
            resource.prlimit(pid, what, (least, least))


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    # they may be gone already
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _without(complaint: bytes, home: str) -> str:
    return complaint.decode("utf-8", "replace").replace(home + os.sep, "").replace(home, ".")


def _first(text: str) -> str:
    """The words of the tool that say what is wrong, in one line."""
    lines = [each.strip() for each in text.split("\n")]
    at = next((number for number, each in enumerate(lines) if each.lower().startswith("error:")), None)
    if at is None:
        return next((each for each in lines if each), "")
    told = lines[at][len("error:") :].strip()
    # what a values.schema.json refuses is listed below
    return " ".join((told, *takewhile(bool, lines[at + 1 :]))) if told.endswith(":") else told
