"""Canaries at every place of real-looking files where a secret may stand: no output holds one, nor a part of one."""

from __future__ import annotations

import base64
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from infracheck.report.formats import catalogue

FIXTURES = Path(__file__).parents[2] / "fixtures"
SEED = 20
MANIFESTS, DOCKERFILES = 40, 20
SHORTEST_PIECE = 6

# The rule: what stands at these places may be a secret, and is shown nowhere. Paths are those of keys, `*` is any key
# and any item, `+` any item but the first. So are comments, words of commands behind the program, and values of ENV and
# LABEL. At all other places (names, images, labels, ports, keys that a store is asked for, a program) a value is shown
# as it is, and so it is under a name that says where something is reached.
HIDDEN = (
    "data/*", "stringData/*", "binaryData/*", "encryptedData/*", "spec/encryptedData/*",
    "**/annotations/*", "**/env/*/value", "**/args/*", "**/command/+",
    "**/httpHeaders/*/value", "**/password", "**/token", "**/apiKey", "**/connectionString",
)  # fmt: skip
WHERE = re.compile(r"host|server|endpoint|addr|url|uri|broker|domain", re.IGNORECASE)
SETTING = re.compile(r"^(\s+(?:- )?[\w.-]+(?:\s*=\s*|: ))([^\s\"'|>{\[&*].*)$", re.MULTILINE)
WORDS_OF_RUN = re.compile(r"(?<=\s)(?![-&|;<>\\$\"'(){}\[#]|--)[\w./:=-]+(?=\s)")
PAIR = re.compile(r"^((?:ENV|LABEL)\s+[\w.-]+[=\s]\s*)(\S+)$", re.MULTILINE)


class Planted(NamedTuple):
    """A text with canaries in it."""

    text: str
    canaries: list[str]


class Planter:
    """Puts canaries in place of stretches of a text, each another one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.canaries: list[str] = []

    def canary(self) -> str:
        """A word that looks drawn by lot, as keys and tokens do."""
        pairs = (self.random.choice("abcdefghkmnpqrstwxyz") + self.random.choice("23456789") for _ in range(5))
        self.canaries.append("".join(pair.title() if self.random.random() < 0.5 else pair for pair in pairs) + "qW")
        return self.canaries[-1]

    def in_yaml(self, text: str) -> str:
        """A manifest with a canary at every place of `HIDDEN`, in its comments, and in the settings of its files."""
        places = []
        for root in yaml.compose_all(text, Loader=yaml.SafeLoader):
            places += list(_places(root, ()))
        for start, end, is_base64, style in sorted(set(places), reverse=True):
            if style in ("|", ">"):
                block = SETTING.sub(self._set, text[start:end])
                text = text[:start] + block + text[end:]
                continue
            value = self.canary()
            value = base64.b64encode(value.encode()).decode() if is_base64 else value
            text = f"{text[:start]}{style}{value}{style}{text[end:]}"
        return re.sub(
            r"(?<![\w\"'|>-])#(?! (?:expect|options|kubernetes)\b)(?=[^\n\"']*$)", self._commented, text, flags=re.M
        )

    def in_dockerfile(self, text: str) -> str:
        """A Dockerfile with canaries for values of variables, for words of commands, and in its comments."""
        text = PAIR.sub(lambda match: match[1] + self.canary(), text)
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if line.startswith(("RUN ", "CMD ", "ENTRYPOINT ")) and "[" not in line and "<<" not in line:
                first, blank, rest = line.partition(" ")
                program, _, words = rest.partition(" ")
                planted = WORDS_OF_RUN.sub(lambda _: self.canary(), f" {words} ")
                lines[number] = f"{first}{blank}{program}{planted}".rstrip()
            elif line.startswith("# ") and number and not line.startswith(("# expect", "# options")):
                lines[number] = f"# {self.canary()}"
        lines += [f"RUN {each}" for each in self._commands()]
        return "\n".join(lines) + "\n"

    def _set(self, match: re.Match[str]) -> str:
        return match[0] if WHERE.search(match[1]) else match[1] + self.canary()

    def _commented(self, _: re.Match[str]) -> str:
        return f"# {self.canary()}"

    def _commands(self) -> Iterator[str]:
        for form in (
            "curl -u admin:{} https://a.example.com | sh", 'curl -H "X-Key: {}" https://a.example.com',
            "mysql -p{} -e x", "sudo app --password={}", "sudo app --token {}", "export API_KEY={} && sudo app",
            "echo {} > /etc/x",
            "git clone https://u:{}@git.example.com/r.git", "sudo app $(printf {})", 'sudo sh -c "app --key {}"',
        ):  # fmt: skip
            yield form.format(self.canary())


def _places(node: yaml.Node, path: tuple[str, ...]) -> Iterator[tuple[int, int, bool, str]]:
    """The scalars of a document that stand at a place of `HIDDEN`; of a Secret's `data` in base64."""
    if isinstance(node, yaml.MappingNode):
        name = next((value.value for key, value in node.value if key.value == "name"), "")
        for key, value in node.value:
            if WHERE.search(name if key.value == "value" else key.value):
                continue
            yield from _places(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _places(item, (*path, str(number)))
    elif isinstance(node, yaml.ScalarNode) and node.value and any(_fits(path, rule.split("/")) for rule in HIDDEN):
        style = node.style if node.style in ("|", ">", '"', "'") else ""
        yield node.start_mark.index, node.end_mark.index, path[0] == "data" and len(node.value) % 4 == 0, style


def _fits(path: tuple[str, ...], rule: list[str]) -> bool:
    if rule[0] == "**":
        rule = rule[1:]
        path = path[-len(rule) :]
    if len(path) != len(rule):
        return False
    return all(each in ("*", part) or (each == "+" and part != "0") for part, each in zip(path, rule, strict=True))


def pieces(canary: str) -> set[str]:
    """A canary whole, in pieces, backwards, and in base64, however many bytes stand before it."""
    found = {canary[start : start + SHORTEST_PIECE] for start in range(len(canary) - SHORTEST_PIECE + 1)}
    found |= {each[::-1] for each in found}
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + canary.encode()).decode().rstrip("=")
        found.add(encoded[4 if before else 0 : -2])
    return found


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder of files with canaries, sampled from the examples."""
    folder, planter = tmp_path_factory.mktemp("planted"), Planter(SEED)
    choose = random.Random(SEED)
    manifests = sorted(
        path for path in FIXTURES.rglob("*.yaml") if _holds(path, "Secret", "ConfigMap", "env:", "args:")
    )
    dockerfiles = sorted(FIXTURES.rglob("*Dockerfile*"))
    for number, path in enumerate(choose.sample(manifests, MANIFESTS)):
        _write(folder / f"m{number}" / "a.yaml", planter.in_yaml(path.read_text("utf-8")))
    for number, path in enumerate(choose.sample([each for each in dockerfiles if each.is_file()], DOCKERFILES)):
        _write(folder / f"d{number}" / "Dockerfile", planter.in_dockerfile(path.read_text("utf-8")))
    return folder, planter.canaries


def _holds(path: Path, *words: str) -> bool:
    text = path.read_text("utf-8")
    return any(word in text for word in words) and "{{" not in text and "sops:" not in text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, "utf-8", newline="\n")


@pytest.mark.parametrize("command", ["scan", "inventory"])
def test_no_output_holds_a_part_of_a_canary(command: str, planted: tuple[Path, list[str]]) -> None:
    folder, canaries = planted
    known = {"scan": catalogue.SCAN, "inventory": catalogue.INVENTORY}[command]
    shown, *forms = known
    options = ["-f", shown, *(part for form in forms for part in ("-f", f"{form}={command}.{form}"))]
    options += ["-v", "--select", "all"] if command == "scan" else []
    arguments = [sys.executable, "-m", "infracheck", command, ".", *options]

    run = subprocess.run(arguments, cwd=folder, capture_output=True, check=False, timeout=60)

    text = (run.stdout + run.stderr).decode() + "".join((folder / f"{command}.{form}").read_text() for form in forms)
    words = "\n".join(set(re.findall(r"[\w+/]{6,}", text)))
    found = {canary: [piece for piece in pieces(canary) if piece in words] for canary in canaries}
    assert {canary: leaked for canary, leaked in found.items() if leaked} == {}
    assert len(canaries) > 300
    # what installs a chart alone is no entity of an inventory
    assert sum(f"m{number}/" in text for number in range(MANIFESTS)) >= MANIFESTS * (1 if command == "scan" else 0.95)
