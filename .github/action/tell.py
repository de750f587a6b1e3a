"""Tell GitHub Actions what a report holds: the outputs of the step."""

from __future__ import annotations

import json
import os
import secrets
import sys


def main() -> None:
    """Read the report, write the outputs; the arguments are the status, the report, the SARIF log and the comment."""
    status, report_file, sarif_file, comment_file = sys.argv[1:]
    with open(report_file, encoding="utf-8") as stream:
        counts = json.load(stream)["summary"]
    # a scan that is compared with nothing has new findings alone
    gate = counts.get("gate", {"new": counts["findings"], "fixed": 0})
    outputs = {
        "exit-code": status,
        "findings": counts["findings"],
        "errors": counts["critical"] + counts["high"],
        "warnings": counts["medium"],
        "new": gate["new"],
        "fixed": gate["fixed"],
        "sarif-file": sarif_file,
        "report-file": report_file,
        "comment-file": comment_file,
    }
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8", errors="surrogateescape") as out:
        for name, value in outputs.items():
            # nobody can guess the word that ends a value, so no value can end itself
            end = secrets.token_hex(16)
            out.write(f"{name}<<{end}\n{value}\n{end}\n")


if __name__ == "__main__":
    main()
