"""A scan as it is compared with another one."""

from __future__ import annotations

from collections.abc import Mapping

from infracheck.model.graph.build import Built
from infracheck.record import Record
from infracheck.report.report import Report
from infracheck.source.files.naming import Naming
from infracheck.source.text.span import Source


class Scanned(Record):
    """What a scan found, the model that it asked, how its report names files, and those that text was rendered from."""

    report: Report
    built: Built
    naming: Naming
    written: Mapping[str, Source]
