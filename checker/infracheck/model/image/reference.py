"""Image references in a Dockerfile, where a variable may stand for a part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.image_partly import with_known_end
from infracheck.model.base.values import ImageReference

if TYPE_CHECKING:
    from infracheck.model.image.scope import Scope
    from infracheck.model.image.stage import Stage


def reference_of(scope: Scope, text: str, position: int, note: Note, stage: Stage) -> Fact[ImageReference]:
    """The image that a text names at an instruction of a stage, as far as its tag and digest are known.

    A variable without a value is empty in a build that sets none: what is a stage's name then is no image.
    """
    found = scope.expand_partly(text, position)
    if found is None:
        return Unknown("it depends on a variable")
    value, because = found
    if not value.replace(OPAQUE, "") or stage.dockerfile.stage(value.replace(OPAQUE, ""), stage.index) is not None:
        return Unknown("it depends on a variable, or names a stage")
    image = ImageReference.parse(value) if OPAQUE not in value else with_known_end(value, text)
    return Unknown("its tag depends on a variable") if image is None else Known(image, (note, *because))
