"""A file of a report, with what tells which parts of it may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from infracheck.source.text.span import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infracheck.report.shown.hidden import Hidden
    from infracheck.source.docker.tree import DockerfileTree
    from infracheck.source.yaml.tree import Document

Trees: TypeAlias = "Iterable[Document | DockerfileTree]"


class MaskedSource(Source):
    """The text of a file, of which `hidden_of` tells what no output may show.

    That is worked out once, when somebody asks: most reports show no text. The trees are kept until then, and never
    pickled: where they are missing, the text is read again. Lines other than `lines_shown` are hidden whole, and cost
    nothing; where none are given, all are looked at. Of what text was rendered from, `secrets` are values that a Secret
    got: they are hidden wherever they stand.
    """

    __slots__ = ("hidden", "is_template", "lines_shown", "secrets", "trees")

    def __init__(
        self,
        path: str,
        text: str,
        trees: Trees | None = None,
        lines: Iterable[int] = (),
        secrets: frozenset[str] = frozenset(),
        is_template: bool = False,
    ) -> None:
        super().__init__(path, text)
        self.trees = trees
        self.lines_shown = tuple(lines)
        self.secrets = secrets
        self.is_template = is_template
        self.hidden: Hidden | None = None

    def __reduce__(self) -> tuple[type[MaskedSource], tuple[Any, ...]]:
        return MaskedSource, (self.path, self.text, None, self.lines_shown, self.secrets, self.is_template)
