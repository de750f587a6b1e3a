"""The inventory for a person at a terminal."""

from __future__ import annotations

from typing import TextIO

from infracheck.report.formats.printer import Printer, wrapped
from infracheck.report.inventory.branch import Branch
from infracheck.report.inventory.branches import branches_of
from infracheck.report.inventory.entities import Inventory
from infracheck.report.report import counted

_LABEL = 12
_NARROWEST = 30


def write(inventory: Inventory, out: TextIO, *, color: bool = False) -> None:
    """Write the inventory as trees: one for each namespace, one of images, one of dependencies.

    No escape code is written without `color`, no secret value ever, and nothing that a CI server reads as a command.
    """
    printer = Printer(out, color=color)
    for branch in branches_of(inventory):
        printer.line((branch.text, "bold underline"))
        for number, child in enumerate(branch.children, 1):
            _write(printer, child, "", is_last=number == len(branch.children))
        printer.line()
    _write_inputs(printer, inventory)
    printer.close()


def _write(printer: Printer, branch: Branch, guide: str, *, is_last: bool) -> None:
    below = guide + ("   " if is_last else "│  ")
    label = f"{branch.label:<{_LABEL}} " if branch.label else ""
    lines = wrapped(branch.text, max(_NARROWEST, printer.width - len(below) - len(label)))
    asides = [""] * (len(lines) - 1) + [f"  {branch.aside}" if branch.aside else ""]
    start = (f"{guide}{'└─ ' if is_last else '├─ '}", "dim")
    printer.line(start, (label, "cyan"), (lines[0], branch.style), (asides[0], "dim"))
    hanging = f"{below}{'│' if branch.children else ''}".ljust(len(below) + len(label))
    for each, aside in zip(lines[1:], asides[1:], strict=True):
        printer.line((hanging, "dim"), (each, branch.style), (aside, "dim"))
    for number, child in enumerate(branch.children, 1):
        _write(printer, child, below, is_last=number == len(branch.children))


def _write_inputs(printer: Printer, inventory: Inventory) -> None:
    inputs = inventory.inputs
    read = f"Read {counted(inputs.files, 'file')}"
    kinds = f"{counted(inputs.objects, 'Kubernetes object')}, {counted(inputs.dockerfiles, 'Dockerfile')}"
    printer.line((f"{read} ({kinds}).", "dim"))
    for problem in (*inputs.problems, *inputs.faults):
        printer.line((f"{problem.path}:{problem.line}  ", "bold"), (problem.message, ""))
