"""The formats of reports, each with what it is for and who writes it: the one list of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, TextIO

from infracheck.record import Record

_ROOM = "infracheck.report.formats"


class Format(Record):
    """A format: its name, what it is for (in Markdown), its media type, and the module whose `write` writes it.

    `settings` are the options that `write` takes. `commands` are what its lines may start with that a CI server obeys:
    its own annotations, and nothing else in any format.
    """

    name: str
    use: str
    media: str
    module: str
    settings: tuple[str, ...] = ("include_waived",)
    commands: tuple[str, ...] = ()

    def write(self, report: Any, out: TextIO, given: Mapping[str, Any]) -> None:
        """Write a report, by those of the given options that this format has."""
        options = {name: given[name] for name in self.settings if name in given}
        import_module(self.module).write(report, out, **options)


def _listed(*formats: Format) -> Mapping[str, Format]:
    return {each.name: each for each in formats}


SCAN = _listed(
    Format(
        "table", "people (the default)", "text/plain", f"{_ROOM}.as_table",
        settings=("include_waived", "color", "quiet", "verbose"),
    ),
    Format("sarif", "code scanning, and most other tools", "application/sarif+json", f"{_ROOM}.as_sarif"),
    Format(
        "json",
        "programs; [its schema](checker/infracheck/report/report-v1.schema.json) ships with the package",
        "application/json",
        f"{_ROOM}.as_json",
    ),
    Format(
        "github", "annotations of a pull request in GitHub Actions", "text/plain", f"{_ROOM}.as_github",
        commands=("::error ", "::warning ", "::notice "),
    ),
    Format("markdown", "comments on a change, and the summary of a job", "text/markdown", f"{_ROOM}.as_markdown"),
    Format("gitlab", "GitLab's Code Quality report", "application/json", f"{_ROOM}.as_gitlab"),
    Format(
        "azure", "issues of a run in Azure Pipelines", "text/plain", f"{_ROOM}.as_azure",
        commands=("##vso[task.logissue ",),
    ),
    Format("junit", "test reports: Jenkins, GitLab, CircleCI, Bitbucket", "application/xml", f"{_ROOM}.as_junit"),
    Format("checkstyle", "Jenkins' Warnings plugin, and reviewdog", "application/xml", f"{_ROOM}.as_checkstyle"),
    Format("rdjson", "reviewdog, which comments on a change at any host", "application/json", f"{_ROOM}.as_rdjson"),
    Format("csv", "spreadsheets", "text/csv", f"{_ROOM}.as_csv"),
)  # fmt: skip

INVENTORY = _listed(
    Format("tree", "people (the default)", "text/plain", f"{_ROOM}.as_inventory_tree", settings=("color",)),
    Format("json", "programs", "application/json", f"{_ROOM}.as_inventory_json", settings=()),
    Format("mermaid", "diagrams in Markdown", "text/vnd.mermaid", f"{_ROOM}.as_inventory_mermaid", settings=()),
    Format("dot", "Graphviz", "text/vnd.graphviz", f"{_ROOM}.as_inventory_dot", settings=()),
)

_POLICIES, _WAIVERS = f"{_ROOM}.policy_lists", f"{_ROOM}.waiver_lists"
POLICIES = _listed(
    Format("table", "people (the default)", "text/plain", f"{_POLICIES}.as_policies_table", settings=()),
    Format("json", "programs", "application/json", f"{_POLICIES}.as_policies_json", settings=()),
    Format("markdown", "documents", "text/markdown", f"{_POLICIES}.as_policies_markdown", settings=()),
)

WAIVERS = _listed(
    Format("table", "people (the default)", "text/plain", f"{_WAIVERS}.as_waivers_table", settings=("color",)),
    Format("json", "programs", "application/json", f"{_WAIVERS}.as_waivers_json", settings=()),
    Format("csv", "spreadsheets", "text/csv", f"{_WAIVERS}.as_waivers_csv", settings=()),
)
