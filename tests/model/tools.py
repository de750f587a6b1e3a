"""The model of a text, as tests of the model ask for it."""

from __future__ import annotations

from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.graph.build import build
from infracheck.model.graph.model import Declared, Model
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents


def model_in(text: str, path: str = "shop.yaml", *, exists: tuple[Declared, ...] = ()) -> Model:
    """The model of a file that holds this text, for the newest Kubernetes."""
    return build(read_documents(Source(path, text)), NEWEST_KUBERNETES, exists).model
