"""Tell GitHub Actions what a report holds: the outputs of the step, and the summary of the job."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from collections.abc import Iterator
from typing import Any

# GitHub drops a step's summary of more than 1 MiB
_MOST_BYTES = 900_000
_MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|~@:.<>&\"']")


def main() -> None:
    """Read the report, write both files; the arguments are the status, the report and the SARIF log."""
    status, report_file, sarif_file = sys.argv[1:]
    with open(report_file, encoding="utf-8") as stream:
        report = json.load(stream)
    counts = report["summary"]
    outputs = {
        "exit-code": status,
        "findings": counts["findings"],
        "errors": counts["critical"] + counts["high"],
        "warnings": counts["medium"],
        "sarif-file": sarif_file,
        "report-file": report_file,
    }
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8", errors="surrogateescape") as out:
        for name, value in outputs.items():
            # nobody can guess the word that ends a value, so no value can end itself
            end = secrets.token_hex(16)
            out.write(f"{name}<<{end}\n{value}\n{end}\n")
    if os.environ["INPUT_SUMMARY"] == "true":
        with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as out:
            out.write(_within_limit(report))


def _within_limit(report: dict[str, Any]) -> str:
    written, size = [], 0
    for line in _lines(report):
        size += len(line.encode()) + 1
        if size > _MOST_BYTES:
            written.append("\nThe remaining findings are in the report.")
            break
        written.append(line)
    return "\n".join(written) + "\n"


def _lines(report: dict[str, Any]) -> Iterator[str]:
    counts = report["summary"]
    yield "### infracheck"
    yield ""
    levels = ", ".join(f"{counts[level]} {level}" for level in ("critical", "high", "medium", "low"))
    yield f"{counts['findings']} findings ({levels}), {counts['waived']} waived; {counts['files_read']} files read."
    if report["faults"]:
        names = ", ".join(sorted({_text(each["policy"]) for each in report["faults"]}))
        yield ""
        yield f"**The scan is incomplete**: a policy crashed ({names})."
    if not report["findings"]:
        return
    yield ""
    yield "| severity | policy | place | finding |"
    yield "| --- | --- | --- | --- |"
    rank = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    for each in sorted(report["findings"], key=lambda finding: rank[finding["severity"]]):
        place = f"{_text(each['path'])}:{each['line']}"
        yield f"| {each['severity']} | {_text(each['policy'])} | {place} | {_text(each['message'])} |"


def _text(text: str) -> str:
    """Text from a file as text: no HTML, no Markdown, no mention of a user, no row of its own."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split()))


if __name__ == "__main__":
    main()
