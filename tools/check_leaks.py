"""Looks for secrets in what infracheck prints of a folder, in every format: exit status 1 if there is one.

    python tools/check_leaks.py FOLDER

Looked for are the values of Secrets, and what stands in the clear under a name that says password, token or key: in
variables, in ConfigMaps, in ENV and ARG. Each is looked for as it is, backwards, and in base64 however many bytes stand
before it. One that stands elsewhere in the folder too, under no such name, tells nothing and is passed over.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import yaml

from infracheck.report.formats import catalogue

_SHORTEST = 5
_SHORTEST_BACKWARDS = 8
_FORMATS = (
    *(("scan", "--select", "all", "--fail-on", "never", "--verbose", "--format", each) for each in catalogue.SCAN),
    ("scan", "--select", "all", "--fail-on", "never", "--quiet"),
    *(("inventory", "--format", each) for each in catalogue.INVENTORY),
)


def main() -> int:
    """Compare; print what was found, never a value."""
    folder = Path(sys.argv[1])
    values, elsewhere = _values(folder)
    looked_for = {value for value in values if not _is_passed_over(value, elsewhere)}
    print(f"{len(looked_for)} secrets, {len(values) - len(looked_for)} passed over for standing elsewhere too")
    status = 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for arguments, (leaked, length, is_empty) in zip(
            _FORMATS, pool.map(partial(_leaked, folder, looked_for), _FORMATS), strict=True
        ):
            print(f"{leaked:4} in {length:9} characters of {' '.join(arguments)}")
            status |= bool(leaked) or is_empty
    return status


def _leaked(folder: Path, looked_for: set[str], arguments: tuple[str, ...]) -> tuple[int, int, bool]:
    """How many values stand in the output of a command, how long that is, and whether there is none."""
    command = [str(Path(sys.executable).parent / "infracheck"), *arguments, "."]
    out = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    text = (out.stdout + out.stderr).decode("utf-8", "replace")
    leaked = sum(any(form in text for form in _forms(value)) for value in looked_for)
    return leaked, len(text), not out.stdout


def _is_passed_over(value: str, elsewhere: str) -> bool:
    return any(form in elsewhere for form in _forms(value))


def _forms(value: str) -> Iterator[str]:
    """A value as an output might hold it."""
    yield value
    if len(value) >= _SHORTEST_BACKWARDS:
        yield value[::-1]
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + value.encode()).decode().rstrip("=")
        # what a neighbour's bits are mixed into is left off
        part = encoded[4 if before else 0 : -1]
        if len(part) >= _SHORTEST:
            yield part


def _values(folder: Path) -> tuple[set[str], str]:
    """The secrets of a folder, and its text without them."""
    values: set[str] = set()
    clear: list[str] = []
    for top, _, names in os.walk(folder):
        for name in names:
            path = Path(top, name)
            try:
                text = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            found = set(_of_secrets(text)) if name.endswith((".yaml", ".yml")) and "kind: Secret" in text else set()
            named = {match[2].strip("\"'") for match in _NAMED.finditer(text)} | set(_of_variables(text))
            named = {value for value in named if _tells(value)}
            values |= found | named
            if not found:
                clear.append(_VARIABLE.sub("", _NAMED.sub("", text)))
    return values, "\n".join(clear)


_NAME = r"[\w.-]*(?:password|passwd|secret[_-]?key|api[_-]?key|access[_-]?key|token)"
_NAMED = re.compile(rf"(?im)^\s*(?:- |ENV |ARG )?({_NAME})[\"']?\s*[:= ]\s*([^\s#{{\[|>&*].*?)\s*(?:#.*)?$")
_VARIABLE = re.compile(rf"(?im)^\s*- name: [\"']?{_NAME}[\"']?\s*\n\s*value: (\S+)\s*$")


def _of_variables(text: str) -> Iterator[str]:
    for match in _VARIABLE.finditer(text):
        yield match[1].strip("\"'")


def _tells(value: str) -> bool:
    """Whether a value is one of a credential, and neither a word, a number, a path nor a reference."""
    is_plain = re.fullmatch(r"[A-Za-z]+(?:[-._/: ]+[A-Za-z0-9]+)*|[\d.]+|/.*|.*[$<{].*", value) is not None
    return len(value) >= _SHORTEST and not is_plain


def _of_secrets(text: str) -> Iterator[str]:
    try:
        documents = list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError):
        return
    for document in documents:
        if not isinstance(document, dict) or document.get("kind") != "Secret":
            continue
        for section in ("data", "stringData"):
            for value in (document.get(section) or {}).values():
                plain = str(value)
                if section == "data":
                    yield plain.strip()
                    try:
                        plain = base64.b64decode(plain, validate=True).decode("utf-8")
                    except (binascii.Error, UnicodeDecodeError, ValueError):
                        continue
                for line in (plain, *plain.splitlines()):
                    if len(line.strip()) >= _SHORTEST:
                        yield line.strip()
                        yield base64.b64encode(line.strip().encode()).decode()


if __name__ == "__main__":
    sys.exit(main())
