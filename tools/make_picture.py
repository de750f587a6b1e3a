"""Draws docs/shop.svg: what `infracheck scan fixtures/shop` says, cut to a few findings; the README quotes the same."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console
from rich.text import Text

from infracheck import scan
from infracheck.report.formats.as_table import write
from infracheck.report.report import Report

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMAND = "infracheck scan fixtures/shop"
PICTURE = os.path.join("docs", "shop.svg")
README = "README.md"
IN_PICTURE = ("dependency-tls at secrets", "probe-port-name", "root-user")
IN_README = ("root-user",)
_WIDTH = 100
_CUT = "  …"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_QUOTED = re.compile(r"(<!-- make_picture: .*? -->\n).*?(<!-- end -->)", re.S)
# a picture must look alike with no network: the reader's own monospaced font will do
_FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.S)


def main() -> None:
    """Write the picture, and the quotation in the README."""
    os.chdir(ROOT)
    report = scan(["fixtures/shop"])
    picture = _drawn(_cut(_written(report, color=True), IN_PICTURE))
    with open(PICTURE, "w", encoding="utf-8", newline="\n") as file:
        file.write(picture)
    with open(README, encoding="utf-8") as file:
        text = file.read()
    block = f"```console\n$ {COMMAND}\n{_cut(_written(report, color=False), IN_README)}\n```\n"
    with open(README, "w", encoding="utf-8", newline="\n") as file:
        file.write(_QUOTED.sub(lambda match: match[1] + block + match[2], text))


def _written(report: Report, *, color: bool) -> str:
    out = StringIO()
    write(report, out, color=color)
    return out.getvalue().rstrip("\n")


def _cut(output: str, wanted: Sequence[str]) -> str:
    """The paragraphs of the findings that are wanted, `policy` or `policy at part-of-path`, with their headings."""
    return "\n\n".join(_kept(output.split("\n\n"), wanted))


def _kept(paragraphs: Sequence[str], wanted: Sequence[str]) -> Iterator[str]:
    heading, was_cut = "", False
    for paragraph in paragraphs:
        plain = _ESCAPES.sub("", paragraph)
        if plain.startswith("fixtures/"):
            heading = paragraph
        elif not plain.startswith("  ") or any(_is_wanted(plain, each) for each in wanted):
            if was_cut:
                yield _CUT
            if plain.startswith("  ") and heading:
                yield heading
                heading = ""
            was_cut = False
            yield paragraph
        else:
            was_cut = True


def _is_wanted(paragraph: str, wanted: str) -> bool:
    policy, _, path = wanted.partition(" at ")
    return f" {policy}  " in paragraph.split("\n", 1)[0] and path in paragraph


def _drawn(output: str) -> str:
    console = Console(record=True, width=_WIDTH, file=StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(f"$ {COMMAND}\n{output}"), soft_wrap=True)
    drawing = _FONT_FACES.sub("", console.export_svg(title="infracheck", unique_id="shop"))
    return drawing.replace("Fira Code, monospace", "ui-monospace, monospace")


if __name__ == "__main__":
    main()
