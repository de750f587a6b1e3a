"""The ids that are no policy's: what can be wrong with an input or with a waiver."""

from __future__ import annotations

from infracheck.engine.declarations.declaration import Severity
from infracheck.record import Record


class InputRule(Record):
    """An id that the engine itself reports, in words."""

    title: str
    rationale: str
    remedy: str
    severity: Severity = Severity.HIGH


INPUT_RULES = {
    "input-syntax": InputRule(
        "A file can be parsed.",
        "What cannot be parsed is not checked, and Kubernetes or the builder would refuse it too.",
        "Fix the syntax at the place named. "
        "A file that is no manifest and no Dockerfile can be listed in `.infracheckignore`.",
    ),
    "input-encoding": InputRule(
        "A file is valid text.",
        "Manifests are UTF-8, UTF-16 or UTF-32 and Dockerfiles UTF-8; other bytes are read differently by each tool.",
        "Save the file as UTF-8.",
    ),
    "input-limit": InputRule(
        "A file stays within the limits of size, depth and number.",
        "Limits keep a hostile file from using up time and memory. What lies beyond them is not checked.",
        "Split the file, or make it smaller; the message names the limit.",
    ),
    "input-not-rendered": InputRule(
        "A file is plain YAML, not a template.",
        "A template is no manifest until it is rendered, so it is not checked. Scan what the tool renders.",
        "Render it, and scan the result: `helm template . | infracheck scan -`.",
        Severity.MEDIUM,
    ),
    "input-schema": InputRule(
        "A manifest has the fields and types that Kubernetes knows.",
        "A field that is unknown or of the wrong type is refused or silently dropped, so it does not do what it says.",
        "Write the field as the API reference of Kubernetes names it, with a value of the type named in the message. "
        "`--kubernetes-version` says which version of Kubernetes is meant.",
    ),
    "input-duplicate-key": InputRule(
        "A mapping has each key once.",
        "Of two equal keys one is dropped, and which one depends on the tool.",
        "Remove all but one of the keys.",
        Severity.MEDIUM,
    ),
    "input-unreadable": InputRule(
        "A file can be read.",
        "What cannot be opened is not checked.",
        "Check that the path exists, and that its permissions let it be read.",
    ),
    "waiver-unused": InputRule(
        "A waiver takes out a finding.",
        "A waiver that nothing matches outlives its reason, and hides the next finding at its place.",
        "Remove the waiver, or move it to the line of the finding or the line above.",
        Severity.LOW,
    ),
    "waiver-reason": InputRule(
        "A waiver gives its reason.",
        "Without one nobody can say later whether it still holds. Such a waiver waives nothing.",
        "Write the reason behind the bracket: `# infracheck: ignore[memory-limit] reason`.",
        Severity.MEDIUM,
    ),
    "waiver-policy": InputRule(
        "A waiver names the policy that it waives.",
        "One that names none, or one that does not exist, would hide what nobody meant to hide. It waives nothing.",
        "Name a policy in the brackets: `# infracheck: ignore[memory-limit] reason`. `infracheck policies` lists them.",
        Severity.MEDIUM,
    ),
}


def input_rule(rule_id: str, severity: Severity) -> InputRule:
    """The words for an id that no policy bears, plain ones for an id that is not listed."""
    known = INPUT_RULES.get(rule_id)
    if known is not None:
        return known
    title = "An input can be read." if rule_id.startswith("input-") else "A waiver is well formed."
    rationale = "What is wrong with an input or a waiver is reported whatever is selected."
    return InputRule(title, rationale, "", severity)
