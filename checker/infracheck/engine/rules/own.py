"""The ids that are no policy's: what can be wrong with an input or with a waiver."""

from __future__ import annotations

from infracheck.engine.rules.rule import FIX, Rule, Severity


def _own(rule_id: str, title: str, rationale: str, remedy: str, severity: Severity = Severity.HIGH) -> Rule:
    return Rule(rule_id, f"{title}\n\n{rationale}\n\n{FIX} {remedy}", severity)


_LISTED = (
    _own(
        "input-syntax",
        "A file can be parsed.",
        "A file that cannot be parsed is not checked, and Kubernetes or the image builder would reject it as well.",
        "Fix the syntax at the reported location. "
        "A file that is neither a manifest nor a Dockerfile can be listed in `.infracheckignore`.",
    ),
    _own(
        "input-encoding",
        "A file is valid text.",
        "Manifests must be UTF-8, UTF-16 or UTF-32, Dockerfiles UTF-8; tools read other encodings differently.",
        "Save the file as UTF-8.",
    ),
    _own(
        "input-limit",
        "A file stays within the size, depth and count limits.",
        "Limits keep a hostile file from exhausting time and memory. Content beyond a limit is not checked.",
        "Split the file, or make it smaller; the message names the limit.",
    ),
    _own(
        "input-not-rendered",
        "A file is plain YAML, not a template.",
        "A template is not a manifest until it is rendered, so it is not checked. Scan the rendered output.",
        "Render it and scan the result: `helm template . | infracheck scan -`.",
        Severity.MEDIUM,
    ),
    _own(
        "input-schema",
        "A manifest conforms to the Kubernetes API schema.",
        "The API server rejects or silently drops a field that is unknown or of the wrong type.",
        "Use the field name of the Kubernetes API reference and a value of the type named in the message. "
        "`--kubernetes-version` sets the Kubernetes version to check against.",
    ),
    _own(
        "input-duplicate-key",
        "Keys of a mapping are unique.",
        "Only one of two duplicate keys takes effect, and which one depends on the tool.",
        "Remove all but one of the keys.",
        Severity.MEDIUM,
    ),
    _own(
        "input-unreadable",
        "A file can be read.",
        "A file that cannot be opened is not checked.",
        "Check that the path exists and that its permissions allow reading it.",
    ),
    _own(
        "waiver-unused",
        "A waiver matches a finding.",
        "An unused waiver has outlived its reason, and would hide the next finding on its line.",
        "Remove the waiver, or move a comment to the line of the finding or the line above, "
        "an annotation to the object of the finding.",
        Severity.LOW,
    ),
    _own(
        "waiver-reason",
        "A waiver states a reason.",
        "Without a reason, nobody can tell later whether the waiver is still justified. Such a waiver has no effect.",
        "Write the reason after the brackets: `# infracheck: ignore[memory-limit] reason`; "
        "in an annotation after the colon: `memory-limit: reason`.",
        Severity.MEDIUM,
    ),
    _own(
        "waiver-expired",
        "A waiver has not expired.",
        "A waiver with a date was agreed on until then. From the day after, it has no effect.",
        "Fix the finding, or agree on a new date: `until: 2026-12-31` in the config's `waivers`.",
        Severity.MEDIUM,
    ),
    _own(
        "waiver-protected",
        "A waiver is for policies that may be waived.",
        "The config's `protected` lists policies that nobody may waive in the files that are checked. "
        "A waiver of one has no effect on it.",
        "Fix the finding and remove the waiver, or ask whoever owns the config to take the policy out of `protected`.",
        Severity.MEDIUM,
    ),
    _own(
        "waiver-policy",
        "A waiver names the policies that it waives.",
        "A waiver without a policy, or for an unknown one, could hide more than intended. It has no effect.",
        "Name a policy in the brackets: `# infracheck: ignore[memory-limit] reason`; "
        "in an annotation before the colon: `memory-limit: reason`. "
        "Run `infracheck policies` for the list.",
        Severity.MEDIUM,
    ),
)
OWN_RULES = {each.id: each for each in _LISTED}
"""The rules of the engine itself, by id."""


def own_rule(rule_id: str, severity: Severity) -> Rule:
    """The rule of an id that no policy bears; plain words for one that is not listed, which has no page."""
    known = OWN_RULES.get(rule_id)
    if known is not None:
        return known
    title = "An input can be read." if rule_id.startswith("input-") else "A waiver is well-formed."
    rationale = "Problems with inputs and waivers are reported regardless of the selected policies."
    return Rule(rule_id, f"{title}\n\n{rationale}", severity, pack="")
