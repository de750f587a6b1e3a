"""Puts into docs/entities.md what `infracheck inventory fixtures/shop` prints, cut to the way of one dependency."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import StringIO

from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.report.formats import as_inventory_mermaid, as_inventory_tree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join("docs", "entities.md")
FOLDER = "fixtures/shop"
COMMAND = f"infracheck inventory {FOLDER}"
_CUT = "…"
_QUOTED = re.compile(r"(<!-- make_entities (?P<form>tree|mermaid): (?P<wanted>.*?) -->\n).*?(<!-- end -->)", re.S)


def main() -> None:
    """Write the quotations of the page anew."""
    os.chdir(ROOT)
    with open(PAGE, encoding="utf-8") as file:
        page = with_output(file.read())
    # whole, before the old one is cut off
    with open(PAGE, "w", encoding="utf-8", newline="\n") as file:
        file.write(page)


def with_output(page: str) -> str:
    """The page with what the command prints today; a mark names the branches that it shows, by their first words."""
    inventory = take_inventory([FOLDER], config=Config())
    tree, drawing = StringIO(), StringIO()
    as_inventory_tree.write(inventory, tree)
    as_inventory_mermaid.write(inventory, drawing)

    def quoted(match: re.Match[str]) -> str:
        wanted = [part.strip() for part in match["wanted"].split(",")]
        if match["form"] == "tree":
            text = "\n".join((f"$ {COMMAND}", *_cut(tree.getvalue().splitlines(), wanted)))
            return f"{match[1]}```console\n{text}\n```\n{match[4]}"
        text = "\n".join(_drawn(drawing.getvalue().splitlines(), wanted))
        return f"{match[1]}```mermaid\n{text}\n```\n{match[4]}"

    return _QUOTED.sub(quoted, page)


def _drawn(lines: list[str], wanted: list[str]) -> Iterator[str]:
    """The nodes that are wanted by their ids, and the edges between them; boxes that are left empty go."""
    kept: list[str] = []
    for line in lines:
        edge = re.fullmatch(r"  (\w+) -->.*\| (\w+)", line)
        node = re.match(r"  (?:  )?(\w+)[^\w ]", line)
        ends = edge.groups() if edge is not None else (node[1],) if node is not None else ()
        if line == "  end" and kept[-1].startswith("  subgraph "):
            kept.pop()
        elif not ends or set(ends) <= set(wanted):
            kept.append(line)
    yield from kept


def _cut(lines: list[str], wanted: list[str]) -> Iterator[str]:
    """The branches that are wanted, each under the heading of its tree; what is left out between is an ellipsis."""
    heading, is_wanted, was_cut = "", False, False
    for line in lines:
        if line.startswith(("├─ ", "└─ ")):
            is_wanted = any(line[3:].startswith(each) for each in wanted)
            if is_wanted and was_cut:
                yield _CUT
            if is_wanted and heading:
                yield heading
                heading = ""
            was_cut = not is_wanted
        elif line and line[0] not in "│ ":
            heading, is_wanted = line, False
        if is_wanted and line:
            yield line
    yield _CUT


if __name__ == "__main__":
    main()
