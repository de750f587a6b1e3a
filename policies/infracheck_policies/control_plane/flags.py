"""What several policies ask of the flags of a program."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, ControllerManager, Etcd, Violation


def unset(program: ApiServer | ControllerManager | Etcd, *flags: str) -> Iterator[Violation]:
    """A violation where a program lacks one of the flags that it needs."""
    missing = [f"--{flag}" for flag in flags if not program.is_given(flag)]
    if missing:
        yield program.violation(f"{program.program} sets no {' and no '.join(missing)}")
