"""A renderer as a child process: no environment of ours, and bounds on time, memory and output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread
from typing import IO

from infracheck.record import Record

if sys.platform == "linux":
    import resource

_AT_ONCE = 65_536
_MOST_COMPLAINT = 500_000
_PROCESSOR_SECONDS = 60
_SECONDS_TO_READ = 1.0
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

    Of the caller's environment it gets nothing: no token, no proxy, no config, no plugin.
    """
    try:
        process = subprocess.Popen(  # noqa: S603  a program and words of ours, no shell
            command, cwd=home, env=_environment(home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True, bufsize=0,
        )  # fmt: skip
    except OSError as error:
        return Ran(b"", f"{os.path.basename(command[0])} cannot be started: {(error.strerror or '').lower()}")
    assert process.stdout is not None
    assert process.stderr is not None
    _limit(process.pid, bounds)
    output = _Reader(process, process.stdout, bounds.output)
    complaint = _Reader(process, process.stderr, _MOST_COMPLAINT, kills=False)
    try:
        process.wait(bounds.seconds)
    except subprocess.TimeoutExpired:
        return Ran(b"", f"took longer than {bounds.seconds:g} s")
    finally:
        _end(process, (output, complaint))
    if output.is_full:
        return Ran(b"", f"printed more than {bounds.output // 1_000_000} MB")
    if process.returncode:
        said = _without(bytes(complaint.data), home)
        return Ran(b"", _first(said) or f"ended with status {process.returncode}", said)
    return Ran(bytes(output.data), "")


class _Reader(Thread):
    """Reads a pipe to its end; past its bound it keeps nothing more, and may end the process."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: IO[bytes], most: int, *, kills: bool = True) -> None:
        # whoever keeps the pipe open does not keep us from ending
        super().__init__(daemon=True)
        self.data = bytearray()
        self.is_full = False
        self._process, self._pipe, self._most, self._kills = process, pipe, most, kills
        self.start()

    def run(self) -> None:
        with self._pipe:
            while part := self._pipe.read(_AT_ONCE):
                self._take(part)

    def _take(self, part: bytes) -> None:
        room = self._most - len(self.data)
        self.data += part[:room]
        if len(part) > room and not self.is_full:
            self.is_full = True
            if self._kills:
                _kill(self._process)


def _end(process: subprocess.Popen[bytes], readers: Sequence[_Reader]) -> None:
    """End what still runs of a renderer, and whatever it started that holds its pipes."""
    if process.returncode is None:
        _kill(process)
        process.wait()
    for each in readers:
        each.join(_SECONDS_TO_READ)
    if any(each.is_alive() for each in readers):
        _kill(process)
        for each in readers:
            # a pipe in the hands of one that left the group is left to its reader
            each.join(_SECONDS_TO_READ)


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
    # it may have started others, and be gone already
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _without(complaint: bytes, home: str) -> str:
    return complaint.decode("utf-8", "replace").replace(home + os.sep, "").replace(home, ".")


def _first(text: str) -> str:
    """The words of the tool that say what is wrong, in one line."""
    lines = [each.strip() for each in text.split("\n")]
    told = next((each for each in lines if each.lower().startswith("error:")), None)
    return next((each for each in lines if each), "") if told is None else told[len("error:") :].strip()
