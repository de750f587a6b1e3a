"""Which folders of nodes volumes may be."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath

from infracheck import HostPath, PersistentVolume, Pod, Record, Severity, Violation, policy


class Folders(Record):
    """`allowed`: the folders of nodes that volumes may be, with all that is below them."""

    allowed: tuple[str, ...] = ("/data",)


@policy("host-path-folder", category="storage", severity=Severity.MEDIUM, recommended=False)
def host_path_folder(pod: Pod, options: Folders) -> Iterator[Violation]:
    """A pod mounts no folders of its node but those set aside for it.

    For teams that allow some hostPath volumes: `host-path-volume` reports all of them. Option `allowed` lists the
    folders. A path with `..` counts as what it leads to.

    Fix: Use a folder below one that is allowed, or a PersistentVolumeClaim.
    """
    for volume in pod.volumes:
        host = volume.host_path
        if host is not None and host.path and not _is_allowed(host.path, options):
            name = volume.name or "(unnamed)"
            message = f"volume {name} mounts {host.path} of the node, outside of the allowed folders"
            yield host.violation(message, at=HostPath.path)


@policy("volume-folder", category="storage", severity=Severity.MEDIUM, recommended=False)
def volume_folder(volume: PersistentVolume, options: Folders) -> Iterator[Violation]:
    """A PersistentVolume is no folder of a node but one set aside for it.

    Who may use the claim gets at the folder without a hostPath volume of their own. Option `allowed` lists the folders.
    A path with `..` counts as what it leads to.

    Fix: Use a folder below one that is allowed, or a volume of a storage driver.
    """
    host = volume.host_path
    if host is not None and host.path and not _is_allowed(host.path, options):
        message = f"PersistentVolume {volume.name} is {host.path} of the node, outside of the allowed folders"
        yield host.violation(message, at=HostPath.path)


def _is_allowed(path: str, options: Folders) -> bool:
    # POSIX leaves two slashes at the start as they are
    folder = f"/{normpath(path).lstrip('/')}/"
    return any(folder.startswith(f"{allowed.rstrip('/')}/") for allowed in options.allowed)
