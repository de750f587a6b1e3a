"""The waivers of a scan as JSON, a line for each, described by `waivers-v1.schema.json`."""

from __future__ import annotations

import json
from typing import TextIO

from infracheck.report.escape import inert_json
from infracheck.report.report import HOMEPAGE, TOOL_NAME, TOOL_VERSION, Report
from infracheck.report.waivers import WaiverEntry, entries_of


def write(report: Report, out: TextIO) -> None:
    """Write the waivers as one JSON document."""
    tool = {"name": TOOL_NAME, "version": TOOL_VERSION, "url": HOMEPAGE}
    lines = ",\n".join(json.dumps(_plain(each)) for each in entries_of(report))
    listed = f"[\n{lines}\n]" if lines else "[]"
    out.write(inert_json(f'{{\n"version": 1,\n"tool": {json.dumps(tool)},\n"waivers": {listed}\n}}\n'))


def _plain(entry: WaiverEntry) -> dict[str, object]:
    said = {key: getattr(entry, key) or None for key in ("reason", "owner", "until", "ticket")}
    return {
        "path": entry.path,
        "line": entry.line,
        "column": entry.column,
        "form": entry.form,
        "tool": entry.tool,
        "policies": list(entry.policies),
        **said,
        "state": entry.state,
        "hides": [each._asdict() for each in entry.hides],
    }
