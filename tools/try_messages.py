"""Tries whether the tests of the examples notice what policies say: messages are replaced by nonsense, one at a time.

python tools/try_messages.py [COUNT] [SEED]
"""

from __future__ import annotations

import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from infracheck.engine.declarations.complaint import code_of
from infracheck.engine.declarations.load import load_pack

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "policies" / "infracheck_policies"
_WORDS = re.compile(r"[a-z] | [a-z]")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%[sdr]")


class Message(NamedTuple):
    """A constant text that a policy says, or a part of one: the `number`-th such text of its module."""

    module: Path
    number: int
    text: str


def main(count: int = 30, seed: int = 1) -> int:
    """Replace, run the examples of the policies it may concern, count; exit status 1 where fewer than nine in ten."""
    messages = [each for module in sorted(PACK.rglob("*.py")) for each in messages_of(module)]
    chosen = random.Random(seed).sample(messages, count)
    noticed = 0
    for message in chosen:
        found = is_noticed(message)
        noticed += found
        print(f"{'noticed' if found else 'MISSED '} {message.module.relative_to(PACK)}: {message.text!r}", flush=True)
    print(f"{noticed} of {count} noticed, of {len(messages)} messages, seed {seed}")
    return int(noticed * 10 < count * 9)


def messages_of(module: Path) -> list[Message]:
    """The messages of a module: texts of several words that are no docstring and stand in no decorator."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [Message(module, number, str(node.value)) for number, node in enumerate(_texts(tree))]


def is_noticed(message: Message) -> bool:
    """Whether the tests fail on a copy of the pack whose message is nonsense."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder, PACK.name)
        shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
        copy = pack / message.module.relative_to(PACK)
        copy.write_text(_with_nonsense(message), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "tests/policies/test_examples.py",
        ]
        policies = _policies_in(message.module)
        if policies:
            command += ["-k", " or ".join(policies)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    # 0 every test holds, 1 one fails; anything else is no answer
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 1


def _policies_in(module: Path) -> list[str]:
    return [each.id for each in load_pack() if Path(code_of(each.versions[0].check).co_filename) == module]


def _with_nonsense(message: Message) -> str:
    tree = ast.parse(message.module.read_text(encoding="utf-8"))
    node = list(_texts(tree))[message.number]
    node.value = " ".join(("xyzzy", *_PLACEHOLDER.findall(message.text)))
    return ast.unparse(tree)


def _texts(tree: ast.Module) -> Iterator[ast.Constant]:
    skipped = {id(node) for part in _not_said(tree) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in skipped:
            continue
        # words in small letters: `BEGIN PRIVATE KEY` is looked for, not said
        if _WORDS.search(node.value.strip()):
            yield node


def _not_said(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        # a docstring, or the text below an assignment that explains it
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node
        elif isinstance(node, ast.FunctionDef):
            yield from node.decorator_list


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
