"""Looks for values of Secrets in what infracheck prints of a folder, in every format: exit status 1 if there is one.

    python tools/check_leaks.py FOLDER

A value is looked for as it is and in base64. One that stands elsewhere in the folder in the clear, outside of any
Secret, tells nothing and is passed over.
"""

from __future__ import annotations

import base64
import binascii
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from infracheck.cli import inventory_command, options

_SHORTEST = 5
_FORMATS = (
    *(("scan", "--select", "all", "--fail-on", "never", "--format", each) for each in options.FORMATS),
    ("scan", "--select", "all", "--fail-on", "never", "--quiet"),
    *(("inventory", "--format", each) for each in inventory_command.FORMATS),
)


def main() -> int:
    """Compare; print what was found, never a value."""
    folder = Path(sys.argv[1])
    values, elsewhere = _values(folder)
    looked_for = {value for value in values if value not in elsewhere}
    print(
        f"{len(looked_for)} values of Secrets, {len(values) - len(looked_for)} passed over for standing elsewhere too"
    )
    status = 0
    for arguments in _FORMATS:
        command = [str(Path(sys.executable).parent / "infracheck"), *arguments, "."]
        out = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        text = (out.stdout + out.stderr).decode("utf-8", "replace")
        leaked = [value for value in looked_for if value in text]
        print(f"{len(leaked):4} in {len(text):9} characters of {' '.join(arguments)}")
        status |= bool(leaked) or not out.stdout
    return status


def _values(folder: Path) -> tuple[set[str], str]:
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
            values |= found
            if not found:
                clear.append(text)
    return values, "\n".join(clear)


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
