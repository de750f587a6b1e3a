"""What `helm template` prints, by template."""

from __future__ import annotations

_SOURCE = "# Source: "


def by_template(output: str) -> dict[str, str]:
    """The text that each template made; a template is named by its path below the chart, with slashes.

    Helm parts what a template prints at every line that starts with three dashes, and writes such a line with the
    template's name above each part: a line of dashes is Helm's own, and so is the next one.
    """
    found: dict[str, list[str]] = {}
    into: list[str] = []
    lines = output.split("\n")
    for number, line in enumerate(lines):
        if line == "---":
            source = lines[number + 1] if number + 1 < len(lines) else ""
            if source.startswith(_SOURCE):
                into = found.setdefault(source.removeprefix(_SOURCE).partition("/")[2], [])
        into.append(line)
    return {name: "\n".join(part).rstrip("\n") + "\n" for name, part in found.items()}
