"""Writes the README's table of formats anew, from the catalogue of them."""

from __future__ import annotations

import os
import re

from infracheck.report.formats import catalogue

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
README = os.path.join(ROOT, "README.md")
_BLOCK = re.compile(r"(<!-- make_formats: .*? -->\n).*?(<!-- end -->)", re.S)


def main() -> None:
    """Write the table where the README has a place for it."""
    with open(README, encoding="utf-8") as file:
        page = with_table(file.read())
    with open(README, "w", encoding="utf-8", newline="\n") as file:
        file.write(page)


def with_table(text: str) -> str:
    """A text of Markdown with the table as it has to be."""
    return _BLOCK.sub(lambda match: match[1] + table() + match[2], text)


def table() -> str:
    """A row for each format of `infracheck scan`."""
    rows = "".join(f"| `{each.name}` | {each.use} |\n" for each in catalogue.SCAN.values())
    return f"| `--format` | for |\n| --- | --- |\n{rows}"


if __name__ == "__main__":
    main()
