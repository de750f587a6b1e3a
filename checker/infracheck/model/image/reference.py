"""Image references in a Dockerfile, where a variable may stand for a part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.image_grammar import is_filled_in
from infracheck.model.base.image_partly import with_known_end
from infracheck.model.base.values import ImageReference
from infracheck.record import Record
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.model.image.scope import Scope
    from infracheck.model.image.stage import Stage


class BuildContext(Record):
    """What a build takes for a name in FROM and `--from`: a folder, an image (`docker-image://…`), another build."""

    value: str
    span: Span

    def named_at(self, note: Note) -> Fact[ImageReference]:
        """The image that it is, where it is one and known, for an instruction that names it."""
        scheme, _, text = self.value.partition("://")
        if scheme != "docker-image" or not text or is_filled_in(text):
            return Unknown("it is a named build context")
        return Known(ImageReference.parse(text), (note, Note("the build context of this name is set here", self.span)))


def reference_of(scope: Scope, text: str, position: int, note: Note, stage: Stage) -> Fact[ImageReference]:
    """The image that a text names at an instruction of a stage, as far as its tag and digest are known.

    A variable without a value is empty in a build that sets none: what is a stage's name then is no image.
    """
    found = scope.expand_partly(text, position)
    if found is None:
        return Unknown("it depends on a variable")
    value, because = found
    context = stage.dockerfile.contexts.get(value.lower())
    if context is not None:
        return context.named_at(note)
    if not value.replace(OPAQUE, "") or stage.dockerfile.stage(value.replace(OPAQUE, ""), stage.index) is not None:
        return Unknown("it depends on a variable, or names a stage")
    if value.endswith("@"):
        return Unknown("the image digest is empty after expansion")
    image = ImageReference.parse(value) if OPAQUE not in value else with_known_end(value, text)
    return Unknown("its tag depends on a variable") if image is None else Known(image, (note, *because))
