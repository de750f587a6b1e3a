"""What is given to one scan: files in a folder of their own, or a stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """One made-up input.

    `files` lie in the folder of the case. `secrets` must appear in no output. Where `alone` is set the case has a scan
    of its own, in its own folder: it says how to scan, or it is read from standard input.
    """

    files: dict[str, bytes]
    secrets: tuple[str, ...] = ()
    stdin: bytes | None = None
    alone: bool = False

    @property
    def size(self) -> int:
        """How many bytes the case has."""
        return sum(map(len, self.files.values())) + len(self.stdin or b"")

    def write(self, folder: Path) -> None:
        """Write the files of the case into a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@dataclass
class Failure:
    """What a scan must never do: `kind` and `what` tell one cause from another, `cases` are those that show it."""

    kind: str
    what: str
    cases: list[int] = field(default_factory=list)

    @property
    def cause(self) -> tuple[str, str]:
        """What failures of the same cause share."""
        return self.kind, self.what
