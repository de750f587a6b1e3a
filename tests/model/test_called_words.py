"""What runs other programs, with the options of each, and where programs stand, written out apart from the tables."""

from __future__ import annotations

import pytest

from infracheck.model.image.called import called, program_name, script_at

# each with its options that take a value, in short and in long, and with what stands before the program
WRAPPERS = {
    "catatonit": ("", "", []),
    "chroot": ("", "", ["/mnt"]),
    "command": ("", "", []),
    "dumb-init": ("r", "--rewrite", []),
    "eatmydata": ("", "", []),
    "env": ("uC", "--unset --chdir", []),
    "exec": ("a", "", []),
    "go-runner": ("", "", []),
    "gosu": ("", "", ["shop"]),
    "hyperkube": ("", "", []),
    "nice": ("n", "--adjustment", []),
    "nohup": ("", "", []),
    "su-exec": ("", "", ["shop"]),
    "sudo": (
        "CDgpRrTtUu",
        "--user --group --prompt --chdir --chroot --role --type --other-user --close-from --command-timeout --host",
        [],
    ),
    "time": ("fo", "--format --output", []),
    "timeout": ("ks", "--kill-after --signal", ["10"]),
    "tini": ("ep", "", []),
    "xargs": ("adEILnPs", "--arg-file --delimiter --max-args --max-procs --max-chars", []),
}
CARRIED = ["catatonit", "dumb-init", "go-runner", "gosu", "hyperkube", "su-exec", "tini"]
OF_ENVIRONMENT = [
    "bundle", "conda", "gem", "mamba", "micromamba", "node", "npm", "npx", "pipenv", "pipx", "pnpm", "poetry", "uv",
    "yarn",
]  # fmt: skip
SHELLS = ["sh", "bash", "ash", "dash", "ksh", "zsh"]


def runs(command: str) -> tuple[str, list[str]]:
    found = called(command.split())
    return found.program, found.arguments


@pytest.mark.parametrize("name", WRAPPERS)
def test_a_program_runs_another(name: str) -> None:
    letters, longs, before = WRAPPERS[name]
    operands = " ".join(before)
    plain = f"{name} {operands} apt update"

    for folder in ("", "/usr/bin/"):
        assert runs(folder + plain) == ("apt", ["update"])
    for letter in letters:
        assert runs(f"{name} -{letter} rm {operands} apt update") == ("apt", ["update"])
        assert runs(f"{name} -{letter}rm {operands} apt update") == ("apt", ["update"])
        assert runs(f"{name} -9{letter} rm {operands} apt update") == ("apt", ["update"])
        assert runs(f"{name} -{letter} rm -- {operands} apt update") == ("apt", ["update"])
    for long in longs.split():
        assert runs(f"{name} {long} rm {operands} apt update") == ("apt", ["update"])
        assert runs(f"{name} {long}=rm {operands} apt update") == ("apt", ["update"])
    assert runs(f"{name} -0 {operands} apt update") == ("apt", ["update"])
    assert called(plain.split()).wrappers == (name,)
    assert called(plain.split()).start == 1 + len(before)


@pytest.mark.parametrize("name", sorted(WRAPPERS))
def test_a_program_alone_is_what_runs(name: str) -> None:
    assert runs(name) == (name, [])
    assert called([name]).wrappers == ()


@pytest.mark.parametrize("name", ["env", "sudo"])
def test_variables_stand_before_a_program(name: str) -> None:
    assert runs(f"{name} A=b C=d apt update") == ("apt", ["update"])


def test_variables_before_others_are_programs() -> None:
    assert runs("nice A=b apt update") == ("A=b", ["apt", "update"])


@pytest.mark.parametrize("words", ["command -v", "command -V", "command -pv", "command -pV", "env -S", "env -vS"])
def test_what_only_asks_for_a_program_runs_none(words: str) -> None:
    assert runs(f"{words} apt update") == (words.split()[0], [words.split()[1], "apt", "update"])
    assert called(f"{words} apt update".split()).wrappers == ()


def test_what_splits_a_string_runs_none() -> None:
    assert runs("env --split-string apt update") == ("env", ["--split-string", "apt", "update"])
    assert runs("command -p apt update") == ("apt", ["update"])


def test_wrappers_stand_in_their_order() -> None:
    found = called(["sudo", "-u", "shop", "nice", "-n", "5", "timeout", "-k", "1", "10", "apt", "update"])

    assert (found.program, found.arguments, found.wrappers, found.start) == (
        "apt", ["update"], ("sudo", "nice", "timeout"), 10,
    )  # fmt: skip


@pytest.mark.parametrize("words", ["sudo -u shop", "timeout 10", "chroot /mnt", "env A=b", "sudo --"])
def test_a_wrapper_without_a_program_runs_none(words: str) -> None:
    found = called(words.split())

    assert (found.program, found.arguments, found.start) == ("", [], len(words.split()))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("xargs -I{} rm {}", ["$_"]),
        ("xargs -I {} rm {}", ["$_"]),
        ("xargs -I % rm a%b {}", ["a$_b", "{}"]),
        ("xargs -i rm {}", ["$_"]),
        ("xargs -i% rm %", ["$_"]),
        ("xargs --replace rm {}", ["$_"]),
        ("xargs --replace=% rm % {}", ["$_", "{}"]),
        ("xargs rm {}", ["{}"]),
        ("xargs -n 1 rm {}", ["{}"]),
    ],
)  # fmt: skip
def test_what_xargs_fills_in_is_a_variable(words: str, expected: list[str]) -> None:
    assert runs(words) == ("rm", expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("python -m pip install x", ("pip", ["install", "x"])),
        ("python3 -I -m pip install x", ("pip", ["install", "x"])),
        ("python3.11 -W ignore -m pip install x", ("pip", ["install", "x"])),
        ("python -X dev -m pip install", ("pip", ["install"])),
        ("python -mpip install x", ("pip", ["install", "x"])),
        ("python -Impip install x", ("pip", ["install", "x"])),
        ("python -um pip install", ("pip", ["install"])),
        ("python -bBdEhiIOqsSuvVxm pip", ("pip", [])),
        ("python -m", ("python", ["-m"])),
        ("python -c x -m pip", ("python", ["-c", "x", "-m", "pip"])),
        ("python - -m pip", ("python", ["-", "-m", "pip"])),
        ("python setup.py -m pip", ("python", ["setup.py", "-m", "pip"])),
        ("/usr/bin/python3 -m pip", ("pip", [])),
        ("pip3.11 install x", ("pip3", ["install", "x"])),
        ("pip2.7 install x", ("pip2", ["install", "x"])),
        ("pip3 install x", ("pip3", ["install", "x"])),
        ("pip4.1 install x", ("pip4.1", ["install", "x"])),
    ],
)
def test_a_module_of_python_is_a_program(words: str, expected: tuple[str, list[str]]) -> None:
    assert runs(words) == expected


@pytest.mark.parametrize("folder", ["bin", "sbin"])
@pytest.mark.parametrize("tree", ["/", "/usr/", "/usr/local/", "/opt/x/", "/snap/", "/nix/x/", "/home/linuxbrew/x/"])
def test_a_program_of_the_system_goes_by_its_name(tree: str, folder: str) -> None:
    assert program_name(f"{tree}{folder}/apt") == "apt"
    assert program_name(f"/srv{tree}{folder}/apt") == f"/srv{tree}{folder}/apt"
    assert program_name(f"{tree}{folder}s/apt") == f"{tree}{folder}s/apt"


def test_a_program_of_busybox_goes_by_its_name() -> None:
    assert [program_name(each) for each in ("/busybox/sh", "/busybox/x/sh", "/x/busybox/sh")] == [
        "sh", "/busybox/x/sh", "/x/busybox/sh",
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*OF_ENVIRONMENT, "pip", "pip3.11", "python", "python3.11"])
def test_a_program_of_an_environment_goes_by_its_name(name: str) -> None:
    for folder in ("/srv/venv/bin", "venv/Scripts", "node_modules/.bin", "/root/.pyenv/shims", "/srv/sbin"):
        assert program_name(f"{folder}/{name}") == name
    assert program_name(f"/srv/{name}") == f"/srv/{name}"


@pytest.mark.parametrize("name", CARRIED)
def test_a_program_that_images_carry_goes_by_its_name(name: str) -> None:
    assert [program_name(f"{folder}{name}") for folder in ("/", "./", "/srv/", "")] == [name] * 4


@pytest.mark.parametrize("name", ["apt", "sudo", "./apt", "/apt", "/srv/bin/apt", "bin/apt", "$BIN/apt"])
def test_a_program_of_the_project_keeps_its_path(name: str) -> None:
    assert program_name(name) == name


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_runs_a_script(shell: str) -> None:
    for words in (f"{shell} -c S", f"/bin/{shell} -c S", f"{shell} -ec S a b", f"{shell} -cx S", f"{shell} -e -c S",
                  f"{shell} -o pipefail -c S", f"{shell} -eo pipefail -c S", f"{shell} +O x -c S",
                  f"{shell} --rcfile x -c S", f"{shell} --init-file x -c S", f"{shell} --norc -c S"):  # fmt: skip
        texts = words.split()
        assert script_at(texts) == texts.index("S")
    for words in (
        f"{shell} S",
        f"{shell} -e S",
        f"{shell} --c S",
        f"{shell} -c",
        f"{shell} +c S",
        f"{shell} S -c x",
        shell,
    ):
        assert script_at(words.split()) is None


def test_a_script_stands_behind_the_end_of_options() -> None:
    assert script_at(["sh", "-c", "--", "S"]) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("su --rc S", None), ("su -1c S", None),
        ("su -c S", 2), ("su shop -c S", 3), ("su - shop -c S", 4), ("su --command S shop", 2), ("su -lc S", 2),
        ("su -s /bin/sh -c S", 4), ("su --shell /bin/bash shop -c S", 5), ("su -s /usr/sbin/nologin -c S", None),
        ("su shop", None), ("su -c", None), ("su -m shop", None), ("su --shell=/bin/sh x", None), ("/bin/su -c S", 2),
        ("doas -c S", None),
    ],
)  # fmt: skip
def test_su_runs_a_script(words: str, expected: int | None) -> None:
    assert script_at(words.split()) == expected


def test_nothing_runs_no_script() -> None:
    assert script_at([]) is None
