"""An overlay to the text that would be applied, each place of which leads to where it was written."""

from __future__ import annotations

from infracheck.source.render.kustomize.build import Kustomize, build
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.generated import without_hashes
from infracheck.source.render.kustomize.layers import Layers
from infracheck.source.render.kustomize.origins import OverlayOrigins
from infracheck.source.render.kustomize.output import Arranged, objects_in
from infracheck.source.text.rendered import RenderedSource, Rendering


def render_overlay(closure: Closure, asked: Kustomize, path: str, rendering: Rendering) -> RenderedSource | str:
    """The text of an overlay under a path that is no file's; or why there is none, in Kustomize's words."""
    output = build(closure, asked)
    if output.failure:
        return output.failure
    objects = objects_in(output.text, closure)
    if objects is None:
        return "its output cannot be read"
    layers = Layers(closure)
    named = without_hashes(output.text, objects, layers)
    objects = objects if named == output.text else objects_in(named, closure) or []
    origins = OverlayOrigins(closure, layers, objects)
    text = Arranged(named, lambda each: origins.of(each).order).text(objects)
    origins.lead_from(text)
    return RenderedSource(path, text, rendering, origins.find)
