"""What `helm template` prints, by template."""

from __future__ import annotations

from infracheck.record import Record

_SOURCE = "# Source: "


class Printed(Record):
    """What one template made: its text, and for each line of that the line of the whole output, from 0."""

    template: str
    text: str
    lines: list[int]


def by_template(output: str) -> list[Printed]:
    """Part the output; a template is named by its path below the chart, with slashes."""
    found: dict[str, Printed] = {}
    start: int | None = None
    name = ""
    lines = output.split("\n")
    for number, line in enumerate([*lines, "---"]):
        if line != "---" or (number < len(lines) - 1 and not lines[number + 1].startswith(_SOURCE)):
            continue
        if start is not None:
            part = found.setdefault(name, Printed(name, "", []))
            text = "\n".join(lines[start:number]) + "\n"
            found[name] = Printed(name, part.text + text, [*part.lines, *range(start, number)])
        start = number
        if number + 1 < len(lines):
            name = lines[number + 1].removeprefix(_SOURCE).partition("/")[2]
    return list(found.values())
