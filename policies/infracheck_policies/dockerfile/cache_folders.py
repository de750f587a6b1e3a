"""Where package managers of a build keep what they download."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import ENV_FALSE, Dockerfile, Record, RunCommand, RunInstruction

_OFF = ENV_FALSE | {""}


class Cache(Record):
    """The folders of a package manager's cache, and what moves it: the first that is set decides, from options down.

    `options` are followed by the folder, `pairs` are keys of `-o` or `--setopt`, `variables` have what is added to
    them, and `settings` are keys of the own config of `program`, which may be a `file`. The names that begin with `no_`
    say that it keeps no cache. A mount whose target holds `mark` is taken for one that a config names.
    """

    folders: tuple[str, ...]
    options: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()
    no_options: tuple[str, ...] = ()
    no_variables: tuple[str, ...] = ()
    no_settings: tuple[str, ...] = ()
    program: str = ""
    file: str = ""
    mark: str = ""


class Setting(Record):
    """A value of a tool's own config, with the place of the command that saves it."""

    position: int
    number: int
    key: str
    value: str


APT_LISTS = Cache(("/var/lib/apt/lists",), pairs=("dir::state::lists",))
APK = Cache(("/var/cache/apk",), ("--cache-dir",), no_options=("--no-cache", "--no-network"))
DNF = Cache(("/var/cache/libdnf5", "/var/cache/dnf", "/var/cache/yum", "/var/cache/tdnf"), pairs=("cachedir",))
YUM = Cache(("/var/cache/yum",), pairs=("cachedir",))
ZYPPER = Cache(("/var/cache/zypp",), ("--cache-dir", "--pkg-cache-dir"))
YARN = Cache(
    ("/usr/local/share/.cache/yarn", "/root/.cache/yarn"),
    ("--cache-folder",),
    variables=(("YARN_CACHE_FOLDER", ""), ("XDG_CACHE_HOME", "/yarn")),
    settings=("cache-folder", "cachefolder"),
    program="yarn",
    mark="yarn",
)
# pip accepts abbreviated options
PIP = Cache(
    ("/root/.cache/pip",),
    ("--cache-dir",),
    variables=(("PIP_CACHE_DIR", ""), ("XDG_CACHE_HOME", "/pip")),
    settings=("cache-dir",),
    no_options=("--no-cache",),
    no_variables=("PIP_NO_CACHE_DIR",),
    no_settings=("no-cache-dir",),
    program="pip",
    file="pip.conf",
)


def folders_left(run: RunInstruction, command: RunCommand, cache: Cache, settings: list[Setting]) -> tuple[str, ...]:
    """The folders of the image that a command fills; none where it keeps no cache, or one that is not in the layer.

    A mount of the folder, or of one above, keeps it out; one elsewhere does not. A folder that only the build knows is
    none that could be judged.
    """
    if any(word.startswith(cache.no_options) for word in command.called[1]) or _is_off(run, command, cache, settings):
        return ()
    chosen = _chosen(run, command, cache, settings)
    if chosen is not None:
        return (chosen,) if chosen and not is_mounted(run, chosen) else ()
    # a user has a cache of the same name at home
    homes = tuple(folder.removeprefix("/root") for folder in cache.folders if folder.startswith("/root/"))
    is_at_home = homes and any(target.endswith(("/.cache", *homes)) for target in _targets(run))
    is_named = cache.mark and any(cache.mark in target for target in _targets(run))
    return () if is_at_home or is_named or is_mounted(run, *cache.folders) else cache.folders


def is_mounted(run: RunInstruction, *folders: str) -> bool:
    """Whether one of these folders, or one above, is a mount: what is written there is not in the layer."""
    return any(f"{folder}/".startswith(f"{target}/") for target in _targets(run) for folder in folders)


def _targets(run: RunInstruction) -> Iterator[str]:
    for mount in run.mounts:
        target = mount.get("target") or mount.get("dst") or mount.get("destination") or ""
        if mount.get("type") in ("cache", "tmpfs") and target.strip("/"):
            yield run.expand_text(target.rstrip("/")) or target.rstrip("/")


def _is_off(run: RunInstruction, command: RunCommand, cache: Cache, settings: list[Setting]) -> bool:
    for name in cache.no_variables:
        value = _variable(run, command, name)
        if value is not None:
            return value.lower() not in _OFF
    values = list(_settings(run, command, settings, cache.no_settings))
    return bool(values) and values[-1].lower() not in _OFF


def _chosen(run: RunInstruction, command: RunCommand, cache: Cache, settings: list[Setting]) -> str | None:
    """The folder that is set; empty where only the build knows it, None where nothing sets one."""
    found = _option(command.called[1], cache)
    if found is not None:
        return _folder(run, found)
    for name, below in cache.variables:
        value = _variable(run, command, name)
        if value:
            return _folder(run, value + below)
    values = list(_settings(run, command, settings, cache.settings))
    return _folder(run, values[-1]) if values else None


def _folder(run: RunInstruction, text: str) -> str:
    return (run.expand_text(text) or "").rstrip("/")


# apt's and dnf's ways to give a pair in one word
_BEFORE_PAIRS = ("--setopt=", "--option=", "-o=", "-o")


def _option(arguments: list[str], cache: Cache) -> str | None:
    for index, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name in cache.options:
            return value if equals else next(iter(arguments[index + 1 :]), "")
        prefix = next((each for each in _BEFORE_PAIRS if word.startswith(each)), "")
        key, equals, value = word.removeprefix(prefix).partition("=")
        if equals and key.lower() in cache.pairs:
            return value
    return None


def _variable(run: RunInstruction, command: RunCommand, name: str) -> str | None:
    """What a variable holds for a command; what is not known comes as a variable, None says that it is not set."""
    found = None
    for each in run.commands if name in run.text else ():
        # what another command is given holds for that alone
        for word in each.assignments if each is command or each.name in ("export", "") else ():
            key, _, value = word.text.partition("=")
            found = value if key == name else found
        if each is command:
            break
    if found is not None or run.stage is None:
        return found
    definition = run.stage.scope.find(name, run.position)
    if definition is None or definition.variable.is_set is None:
        return None
    return f"${name}" if definition.variable.value is None else definition.variable.value


def settings_of(dockerfile: Dockerfile, cache: Cache) -> list[Setting]:
    """What the build gives to the tool's own config, in the order of the file, in the stages that the image keeps."""
    keys = (*cache.settings, *cache.no_settings)
    found: list[Setting] = []
    for stage in reversed(dockerfile.final.lineage()) if keys and dockerfile.final is not None else ():
        for instruction in stage.instructions:
            place = instruction.position
            if cache.file and cache.file in instruction.text:
                texts = (instruction.text, *(heredoc.body for heredoc in instruction.heredocs))
                found += [Setting(place, -1, *pair) for pair in _in_file(texts, keys)]
            if instruction.name == "RUN" and "config" in instruction.text:
                pairs = [(index, _saved(each, cache)) for index, each in enumerate(instruction.commands)]
                found += [Setting(place, index, *pair) for index, pair in pairs if pair is not None]
    return found


def _in_file(texts: tuple[str, ...], keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for key, value in re.findall(_IN_FILE, text):
            if key in keys:
                yield key, value


# printf writes its lines with an escape between them
_IN_FILE = r"(?:\\n|(?<![\w-]))([a-z-]{4,20})[ \t]*+=[ \t]*+([^\s'\"\\;&|]++)"


def _saved(command: RunCommand, cache: Cache) -> tuple[str, str] | None:
    """The key and the value that `pip config set global.cache-dir /x` saves."""
    if not command.program.startswith(cache.program):
        return None
    words = [word for word in command.called[1] if not word.startswith("-")]
    if words[:2] != ["config", "set"] or len(words) < 4:
        return None
    return words[2].rpartition(".")[2].lower().replace("_", "-"), words[3]


def _settings(
    run: RunInstruction, command: RunCommand, settings: list[Setting], keys: tuple[str, ...]
) -> Iterator[str]:
    """What these keys were given before a command runs, the last one last."""
    if settings:
        index = next(index for index, each in enumerate(run.commands) if each is command)
        for setting in settings:
            if setting.key in keys and (setting.position, setting.number) < (run.position, index):
                yield setting.value
