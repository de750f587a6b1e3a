"""The files of ConfigMaps, Secrets and the downward API that a container finds, each with the key it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from posixpath import join, normpath
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.entities.secret import AnySecret, Secret, plain_value
from infracheck.model.entities.variable import Variable, of_setting
from infracheck.model.facts.references.taken import takes_too_many_files
from infracheck.model.graph import link
from infracheck.record import Record
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.model.base.references import KeyToPath
    from infracheck.model.entities.config_map import ConfigMap
    from infracheck.model.entities.container import Container, VolumeMount
    from infracheck.model.entities.workload import Volume


class _Source(Record):
    """One object in a volume: a ConfigMap, a Secret, or nothing for the downward API."""

    kind: str
    name: str
    items: tuple[KeyToPath, ...]


class MountedFile(Record):
    """A file of a volume: its path in the container, the key that holds it, and the object that has the key.

    `value` is for judging, never for quoting where `is_secret`; Unknown where the scan does not see it.
    """

    path: str
    key: str
    value: Fact[str]
    origin: Span
    because: tuple[Note, ...]
    is_secret: bool = False
    provider: ConfigMap | AnySecret | None = None
    is_sub_path: bool = False

    def __repr__(self) -> str:
        # never the value: it may be a secret
        return f"MountedFile({self.path!r})"

    @property
    def settings(self) -> tuple[Variable, ...]:
        """The settings in a file of a ConfigMap, with the way from the container to each; none of a profile's."""
        if self.is_secret or self.provider is None or isinstance(self.provider, AnySecret):
            return ()
        found, because = self.provider, self.because
        return tuple(
            of_setting(each, found.resource, because) for each in found.settings_under(self.key) if not each.profile
        )


def mounted_files_of(container: Container) -> tuple[MountedFile, ...]:
    """The files in the order of the mounts."""
    return tuple(_mounted_files(container))


def _mounted_files(container: Container) -> Iterator[MountedFile]:
    mounts = container.volume_mounts
    if mounts and takes_too_many_files(container):
        return
    for mount in mounts:
        volume = container.pod.volumes_by_name.get(mount.name) if mount.name else None
        if volume is not None:
            for source in _sources(volume):
                yield from _placed(_files(container, volume, mount, source), mount, container.sub_path(mount))


def sub_paths_of(container: Container) -> Callable[[VolumeMount], Fact[str]]:
    """`_sub_path` for the mounts of one container."""
    return partial(_sub_path, container)


def _sub_path(container: Container, mount: VolumeMount) -> Fact[str]:
    """The part of the volume that is mounted: the kubelet expands `$(NAME)` of the environment in `subPathExpr`."""
    expression = mount.sub_path_expression
    if mount.sub_path or not expression:
        return Known(mount.sub_path or "")
    if "$" not in expression:
        return Known(expression)
    place = partial(mount.place, type(mount).sub_path_expression)
    expanded = container.environment.argument("subPathExpr", expression, place).value
    match expanded:
        case Known(text) if "$(" in text:
            return Unknown("a variable of subPathExpr is not set")
    return expanded


def _sources(volume: Volume) -> Iterator[_Source]:
    config_map, secret = volume.config_map, volume.secret
    if config_map is not None:
        yield _Source("ConfigMap", config_map.name or "", config_map.items)
    if secret is not None:
        yield _Source("Secret", secret.name or "", secret.items)
    if volume.downward_items:
        yield _Source("", "", volume.downward_items)
    for each in volume.projected:
        if each.config_map is not None:
            yield _Source("ConfigMap", each.config_map.name or "", each.config_map.items)
        if each.secret is not None:
            yield _Source("Secret", each.secret.name or "", each.secret.items)
        if each.downward_items:
            yield _Source("", "", each.downward_items)


def _files(container: Container, volume: Volume, mount: VolumeMount, source: _Source) -> Iterator[MountedFile]:
    """The files of one object, their paths still those in the volume."""
    workload = container.workload
    found: ConfigMap | AnySecret | None = None
    if source.kind == "ConfigMap":
        seen = link.config_map(workload.model, workload.namespace, source.name)
        found = seen.value if isinstance(seen, Known) else None
    elif source.kind == "Secret":
        kept = link.secret(workload.model, workload.namespace, source.name)
        found = kept.value if isinstance(kept, Known) else None
    because = (
        Note(f"container {container.name} mounts volume {volume.name}", mount.span),
        Note(f"volume {volume.name} references it here", volume.span),
    )
    paths = {item.key: item.path or item.key for item in source.items if item.key or item.path}
    for key in paths or (found.keys if found is not None else ()):
        name = key or ""
        value, origin = _value(found, name)
        yield MountedFile(
            paths.get(key) or name, name, value, origin or volume.span, because, source.kind == "Secret", found
        )


def _value(found: ConfigMap | AnySecret | None, key: str) -> tuple[Fact[str], Span | None]:
    if found is None:
        return Unknown("the scan does not hold the object"), None
    if key not in found.key_names:
        return Unknown("the object has no such key"), None
    if isinstance(found, AnySecret):
        plain = plain_value(found, key) if isinstance(found, Secret) else None
        place = found.place_of_key(key) if isinstance(found, Secret) else found.span
        return (Unknown("its Secret does not hold it in plaintext") if plain is None else Known(plain)), place
    scalar = found.scalar(key)
    return (Unknown("the value is binary") if scalar is None else Known(scalar.text)), found.place_of_key(key)


def _placed(files: Iterable[MountedFile], mount: VolumeMount, part: Fact[str]) -> Iterator[MountedFile]:
    """The files with their paths in the container; with a subPath, those alone that it names."""
    if isinstance(part, Unknown):
        return
    target, sub = mount.mount_path or "/", part.value.strip("/")
    for each in files:
        inner = normpath(each.path).lstrip("/")
        if not sub:
            yield each._replace(path=join(target, inner))
        elif inner == sub:
            yield each._replace(path=target, is_sub_path=True)
        elif inner.startswith(f"{sub}/"):
            yield each._replace(path=join(target, inner[len(sub) + 1 :]), is_sub_path=True)
