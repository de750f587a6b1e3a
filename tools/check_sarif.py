"""Check a SARIF log with Microsoft's multitool, and fail on whatever it reports as an error or a warning."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# it fetches every URI of the log, and says so where the network or the page is not there
_ONLINE = "SARIF2006"
_FAILING = ("error", "warning")


def main() -> int:
    """Run the multitool named first over the logs named after it."""
    if len(sys.argv) < 3:
        print("usage: check_sarif.py MULTITOOL LOG…", file=sys.stderr)
        return 2
    multitool, *logs = sys.argv[1:]
    complaints = [f"{log}: {complaint}" for log in logs for complaint in complaints_about(log, multitool)]
    print("\n".join(complaints or [f"{len(logs)} SARIF logs: no complaint"]))
    return 1 if complaints else 0


def complaints_about(log: str, multitool: str) -> list[str]:
    """What the multitool says against a log, a line each; its exit status says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        verdict = Path(folder, "verdict.sarif")
        subprocess.run(
            [multitool, "validate", log, "--rule-kind", "Sarif;Ghas", "--output", str(verdict)],
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        if not verdict.is_file():
            return ["the multitool wrote no verdict"]
        run = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"][0]
    rules = run["tool"]["driver"].get("rules", [])
    notifications = [
        f"{each['level']} {each.get('message', {}).get('text', '')}"
        for invocation in run.get("invocations", [])
        for key in ("toolExecutionNotifications", "toolConfigurationNotifications")
        for each in invocation.get(key, [])
        if each.get("level", "warning") == "error"
    ]
    return notifications + [_line(each, rules) for each in run.get("results", []) if _fails(each, rules)]


def _fails(result: dict[str, Any], rules: list[dict[str, Any]]) -> bool:
    return result.get("level", "warning") in _FAILING and _rule_id(result, rules) != _ONLINE


def _rule_id(result: dict[str, Any], rules: list[dict[str, Any]]) -> str:
    return str(result.get("ruleId") or rules[result["ruleIndex"]]["id"])


def _line(result: dict[str, Any], rules: list[dict[str, Any]]) -> str:
    message = result.get("message", {})
    text = message.get("text") or " ".join(map(str, message.get("arguments", [])))
    locations = result.get("locations") or [{}]
    region = locations[0].get("physicalLocation", {}).get("region", {})
    return f"line {region.get('startLine', '?')}: {result.get('level', 'warning')} {_rule_id(result, rules)} {text}"


if __name__ == "__main__":
    sys.exit(main())
