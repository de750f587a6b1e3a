"""What BuildKit refuses in the options of `RUN --mount`."""

from __future__ import annotations

from collections.abc import Iterator

TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_SHARING = ("shared", "private", "locked")
_SWITCHES = frozenset(("readonly", "ro", "readwrite", "rw", "required"))
# commands_runmount.go, parseMount
_KEYS = _SWITCHES | frozenset(
    (
        "type", "from", "source", "src", "target", "dst", "destination", "size", "id", "sharing", "mode", "uid", "gid",
        "env",
    )
)  # fmt: skip
# run_mounts: what Buildah takes besides
_BUILDAH = frozenset(
    ("z", "u", "relabel", "chown", "idmap", "bind-propagation", "bind-nonrecursive", "notmpcopyup", "tmpcopyup")
)
_ONLY_FOR = {
    "gid": ("cache", "secret", "ssh"),
    "mode": ("cache", "secret", "ssh"),
    "required": ("secret", "ssh"),
    "sharing": ("cache",),
    "size": ("tmpfs",),
    "uid": ("cache", "secret", "ssh"),
}


def mount_faults(value: str, is_buildah: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with the value of a `--mount`, each with its remedy; the file is not quoted."""
    if '"' in value:
        return
    fields = [field.partition("=") for field in value.split(",")]
    options = {key.lower(): option for key, _, option in fields}
    if is_buildah:
        fields = [field for field in fields if field[0].lower() not in _BUILDAH]
    for key, equals, option in fields:
        yield from _field_faults(key.lower(), bool(equals), option)
    if is_buildah:
        return
    kind = options.get("type", "bind").lower()
    if "$" in kind or kind not in TYPES:
        return
    for key in options:
        if kind not in _ONLY_FOR.get(key, (kind,)):
            yield f"the {key} of --mount does not apply to its type", "remove it, or correct the type"
    if kind == "secret" and options.get("from"):
        yield "a --mount of type secret has no from", "remove it"
    target = next((options[key] for key in ("target", "dst", "destination") if key in options), None)
    if target == "/" and kind in ("bind", "cache", "tmpfs"):
        yield "the target of --mount is the root", "name a folder below it"


def _field_faults(key: str, has_value: bool, option: str) -> Iterator[tuple[str, str]]:
    if not has_value:
        if key not in _SWITCHES:
            yield "an option of --mount has no value", "write each option as name=value"
    elif key not in _KEYS:
        # its name is not quoted: what is no known option may be anything
        yield "unknown option of --mount", "remove it or correct its name"
    elif key == "from" and "$" in option[:-1]:
        yield "the from of --mount contains a variable", "define a stage with FROM, and write its name"
    elif "$" not in option:
        if key == "type" and option.lower() not in TYPES:
            yield "the type of --mount is unknown", f"use one of {', '.join(TYPES)}"
        elif key == "sharing" and option.lower() not in _SHARING:
            yield "the sharing of --mount is unknown", f"use one of {', '.join(_SHARING)}"
