"""Which program a command runs in the end, behind `sudo` and its like, and which script it hands to a shell."""

from __future__ import annotations

from collections.abc import Sequence

from infracheck.record import Record

SHELLS = frozenset(("sh", "bash", "ash", "dash", "ksh", "zsh"))
RUNS_TEXT = SHELLS | {"su"}
"""The programs that may take a script as an argument."""


class _Wrapper(Record):
    """How a program is called that runs another: options that take a value, and words before the program."""

    letters: str = ""
    longs: tuple[str, ...] = ()
    operands: int = 0
    has_variables: bool = False


_PLAIN = _Wrapper()
WRAPPERS = {
    "catatonit": _PLAIN,
    "chroot": _Wrapper(operands=1),
    "command": _PLAIN,
    "dumb-init": _Wrapper("r", ("--rewrite",)),
    "eatmydata": _PLAIN,
    "env": _Wrapper("uC", ("--unset", "--chdir"), has_variables=True),
    "exec": _Wrapper("a"),
    "go-runner": _PLAIN,
    "gosu": _Wrapper(operands=1),
    "hyperkube": _PLAIN,
    "nice": _Wrapper("n", ("--adjustment",)),
    "nohup": _PLAIN,
    "su-exec": _Wrapper(operands=1),
    "sudo": _Wrapper(
        "CDgpRrTtUu",
        (
            "--user", "--group", "--prompt", "--chdir", "--chroot", "--role", "--type", "--other-user", "--close-from",
            "--command-timeout", "--host",
        ),
        has_variables=True,
    ),
    "time": _Wrapper("fo", ("--format", "--output")),
    "timeout": _Wrapper("ks", ("--kill-after", "--signal"), operands=1),
    "tini": _Wrapper("ep"),
    "xargs": _Wrapper("adEILnPs", ("--arg-file", "--delimiter", "--max-args", "--max-procs", "--max-chars")),
}  # fmt: skip
# the folders that hold programs, and the trees in which those are the system's
_PROGRAMS = frozenset(("bin", "sbin", ".bin", "Scripts", "shims"))
_OF_SYSTEM = ("/bin/", "/sbin/", "/usr/", "/opt/", "/snap/", "/nix/", "/busybox/", "/home/linuxbrew/")
# what a virtual environment or a version manager keeps a copy of, wherever that stands
_OF_ENVIRONMENT = frozenset(
    (
        "bundle", "conda", "gem", "mamba", "micromamba", "node", "npm", "npx", "pipenv", "pipx", "pnpm", "poetry", "uv",
        "yarn",
    )
)  # fmt: skip
# what images keep in a folder of their own choice, the root as a rule
_CARRIED = frozenset(("catatonit", "dumb-init", "go-runner", "gosu", "hyperkube", "su-exec", "tini"))
# what only asks where a program is, or takes the program out of a string
_OTHER = {"command": ("-v", "-V", "-pv", "-pV"), "env": ("-S", "--split-string", "-vS")}


class Called(Record):
    """The program that a command runs in the end, with its arguments; `start` is the place of its word.

    `wrappers` are the programs before it, from the outermost.
    """

    program: str
    arguments: list[str]
    wrappers: tuple[str, ...]
    start: int


def program_name(word: str) -> str:
    """The name of the program that a word runs; a program of the project, such as `./apt`, keeps its path.

    A shell looks up a word without a slash in PATH, and runs one with a slash as it is.
    """
    folder, slash, name = word.rpartition("/")
    if not slash or name in _CARRIED:
        return name
    if folder.rpartition("/")[2] not in _PROGRAMS and folder != "/busybox":
        return word
    is_known = word.startswith(_OF_SYSTEM) or name in _OF_ENVIRONMENT or name.startswith(("pip", "python"))
    return name if is_known else word


def called(words: list[str]) -> Called:
    """What a command runs in the end; no program where there is none."""
    start, wrappers, texts = 0, [], words
    while len(texts) - start > 1:
        name = program_name(texts[start])
        wrapper = WRAPPERS.get(name)
        if wrapper is None or texts[start + 1].startswith(_OTHER.get(name, ())):
            break
        inner = _after_options(texts, start + 1, wrapper) + wrapper.operands
        if name == "xargs":
            texts = _with_unknown(texts, start + 1, inner)
        start = inner
        wrappers.append(name)
    if start >= len(texts):
        return Called("", [], tuple(wrappers), len(texts))
    name = program_name(texts[start])
    start = _module(texts, start) if name.startswith("python") else start
    name, rest = program_name(texts[start]), texts[start + 1 :]
    if name.startswith("-"):
        name = name.lstrip("-").lstrip("bBdEhiIOqsSuvVx").removeprefix("m")
    # pip3.11 is pip3
    return Called(name[:4] if name.startswith(("pip2.", "pip3.")) else name, rest, tuple(wrappers), start)


def _after_options(words: list[str], index: int, wrapper: _Wrapper) -> int:
    while index < len(words):
        word = words[index]
        if word == "--":
            return index + 1
        if word in wrapper.longs or (word[:1] == "-" != word[1:2] and _takes_next(word, wrapper.letters)):
            index += 2
        elif word.startswith("-") or (wrapper.has_variables and "=" in word):
            index += 1
        else:
            break
    return index


def _takes_next(word: str, letters: str) -> bool:
    """Whether the first letter of a cluster that takes a value is its last, so that the value is the next word."""
    return next((at for at, letter in enumerate(word) if at and letter in letters), 0) == len(word) - 1 > 0


def _with_unknown(words: list[str], first: int, last: int) -> list[str]:
    """The words with a variable in place of what `xargs -I` replaces."""
    mark = ""
    for index in range(first, min(last, len(words))):
        word = words[index]
        if word in ("-i", "--replace"):
            mark = "{}"
        elif word.startswith(("-I", "-i", "--replace=")):
            mark = word[2:] if word[1] != "-" else word[10:]
            mark = mark or (words[index + 1] if index + 1 < len(words) else "")
    return [word.replace(mark, "$_") if at >= last else word for at, word in enumerate(words)] if mark else words


def _module(words: list[str], start: int) -> int:
    """Where the module stands that `python -m` runs; where no module is run, the place of the interpreter."""
    index = start + 1
    while index < len(words) and words[index].startswith("-") and words[index] != "-":
        letters = words[index][1:].lstrip("bBdEhiIOqsSuvVx")
        if letters == "m" and index + 1 < len(words):
            return index + 1
        if letters[:1] == "m" and len(letters) > 1:
            return index
        if letters[:1] == "c":
            break
        index += 2 if letters in ("W", "X") else 1
    return start


def script_at(words: Sequence[str]) -> int | None:
    """Which of these words is a script that the first one, a shell or su, runs."""
    name = program_name(words[0]) if words else ""
    if name == "su":
        return _su_script(words)
    return _shell_script(words) if name in SHELLS else None


def _su_script(words: Sequence[str]) -> int | None:
    found = None
    for index, word in enumerate(words[:-1]):
        if word in ("-s", "--shell") and words[index + 1].rpartition("/")[2] not in SHELLS:
            return None
        if word == "--command" or (word[:1] == "-" and word[1:].isalpha() and word[-1] == "c"):
            found = index + 1
    return found


def _shell_script(words: Sequence[str]) -> int | None:
    has_script = False
    index = 1
    while index < len(words) and words[index][:1] in ("-", "+") and words[index] != "--":
        word = words[index]
        is_long = word.startswith("--")
        has_script = has_script or (not is_long and word[0] == "-" and "c" in word)
        takes_next = word in ("--rcfile", "--init-file") or (not is_long and word[-1] in "oO")
        index += 2 if takes_next else 1
    return index if has_script and index < len(words) else None
