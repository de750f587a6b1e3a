"""Files of Helm charts: what Helm would render stands for itself only where it holds nothing to render."""

from __future__ import annotations

from os.path import dirname, join

from infracheck.source.files.collect import chart_not_rendered
from infracheck.source.files.file_tree import DISK, FileTree, is_file, is_link
from infracheck.source.files.input_file import CHART, RENDER_CHART, YAML, InputFile
from infracheck.source.files.load import decode, load
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.problem import NOT_RENDERED, Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Scalar

_RENDERED = ("templates", "charts")
_VERSIONS = ("v1", "v2")


class Charts:
    """The charts that the files of a scan belong to, each looked up once."""

    __slots__ = ("_files", "_known", "_told")

    def __init__(self, files: FileTree = DISK) -> None:
        self._files = files
        self._known: dict[str, bool] = {}
        self._told: set[str] = set()

    def of(self, path: str) -> str | None:
        """The folder of the outermost chart whose templates, or whose charts, a file is one of."""
        slashed = path.replace("\\", "/")
        if "templates/" not in slashed and "charts/" not in slashed:
            return None
        found = None
        folder = dirname(path)
        while folder:
            above, name = dirname(folder), folder.replace("\\", "/").rpartition("/")[2]
            if above == folder:
                break
            if name in _RENDERED and self.is_chart(above):
                found = above
            folder = above
        return found

    def is_chart(self, folder: str) -> bool:
        known = self._known.get(folder)
        if known is None:
            known = self._known[folder] = _is_chart(self._files, join(folder, CHART))
        return known

    def problem(self, chart: str, file: InputFile) -> Problem | None:
        """Say, once for a chart, that it holds what must be rendered; of a file that is named, in its own place."""
        if file.is_named:
            message = "a Helm template is not a manifest until it is rendered"
            return Problem(NOT_RENDERED, message, Span(file.path, 1, 1, 1, 1), RENDER_CHART)
        if chart in self._told:
            return None
        self._told.add(chart)
        return chart_not_rendered(chart)


def _is_chart(files: FileTree, path: str) -> bool:
    """Whether a file makes its folder a chart, as Helm sees it; a manifest of that name makes none."""
    if is_link(files, path) or not is_file(files, path):
        return False
    budget = ReadingBudget()
    loaded = load(path, budget, files)
    text = loaded if isinstance(loaded, Problem) else decode(InputFile(path, YAML), loaded)
    if not isinstance(text, str):
        return False
    items = read_documents(Source(path, text), budget)
    roots = [each.root for each in items if isinstance(each, Document)]
    if len(roots) != 1 or type(roots[0]) is not Mapping or "kind" in roots[0].values:
        return False
    version, *named = (roots[0].get(key) for key in ("apiVersion", "name", "version"))
    return type(version) is Scalar and version.text in _VERSIONS and all(type(each) is Scalar for each in named)
