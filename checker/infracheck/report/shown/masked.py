"""A file of a report, with what of it may be shown."""

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
    """The text of a file, which tells what of it is hidden.

    What is hidden is worked out once, when somebody asks: most reports show no text. Its trees are kept until then, and
    never pickled: where they are missing, the text is read again. Lines other than `lines` are hidden whole, and cost
    nothing; where none are given, all are looked at. Of what text was rendered from, `secrets` are values that
    a Secret got: they are hidden wherever they stand.
    """

    __slots__ = ("_hidden", "_is_template", "_lines_shown", "_secrets", "_trees")

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
        self._trees = trees
        self._lines_shown = tuple(lines)
        self._secrets = secrets
        self._is_template = is_template
        self._hidden: Hidden | None = None

    def __reduce__(self) -> tuple[type[MaskedSource], tuple[Any, ...]]:
        return MaskedSource, (self.path, self.text, None, self._lines_shown, self._secrets, self._is_template)

    @property
    def hidden(self) -> Hidden:
        """The stretches that no output may show."""
        if self._hidden is None:
            # late: a report without excerpts needs none of it
            from infracheck.report.shown.reading import hidden_in

            self._hidden = hidden_in(
                self, self._trees, self._lines_shown, secrets=self._secrets, is_template=self._is_template
            )
            self._trees = None
        return self._hidden


def hidden_of(source: Source) -> Hidden:
    """What is hidden of a file, worked out anew for one that does not keep it."""
    return (source if isinstance(source, MaskedSource) else MaskedSource(source.path, source.text)).hidden
