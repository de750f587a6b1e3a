"""The list of policies as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO

from infracheck.engine.rules.rule import Rule
from infracheck.report.escape import inert_json


def write(policies: Sequence[Rule], out: TextIO) -> None:
    """Write the policies as one JSON document."""
    listed = {"version": 1, "policies": [_plain(each) for each in policies]}
    out.write(f"{inert_json(json.dumps(listed, indent=2))}\n")


def _plain(policy: Rule) -> dict[str, Any]:
    return {
        "id": policy.id,
        "category": policy.category,
        "severity": str(policy.severity),
        "recommended": policy.recommended,
        "title": policy.title,
        "rationale": policy.rationale,
        "controls": list(policy.controls),
        "aliases": list(policy.aliases),
        "options": sorted(name for name, _ in policy.options),
    }
