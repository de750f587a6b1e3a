"""What programs of the control plane do not set."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, ControllerManager, Etcd, Violation


def unset(program: ApiServer | ControllerManager | Etcd, *flags: str) -> Iterator[Violation]:
    """A violation if a program does not set all of its required flags."""
    missing = [flag for flag in flags if not program.is_given(flag)]
    if missing:
        written = next((flag for flag in missing if program.find(flag) is not None), "")
        named = " or ".join(f"--{flag}" for flag in missing)
        yield program.violation(f"{program.program} does not set {named}", at=written)


def lacks_plugin(server: ApiServer, plugin: str) -> bool:
    """Whether an admission plugin that is disabled by default is not enabled."""
    plugins = server.admission
    return plugins is not None and plugin not in plugins
