"""The classes that a policy may judge: those whose entities the model holds."""

from __future__ import annotations

from functools import cache

from infracheck.model.base.view import View
from infracheck.model.entities.container import Container
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.graph.kinds import CLASSES as OBJECTS
from infracheck.model.image.dockerfile import Dockerfile, Stage
from infracheck.model.image.instruction import CLASSES as INSTRUCTIONS
from infracheck.model.image.instruction import Instruction


def is_subject(kind: type) -> bool:
    """Whether the model can hold entities of a class, or derives them from others by `all_of`."""
    return kind in _held() or hasattr(kind, "all_of")


@cache
def _held() -> frozenset[type]:
    made = (KubernetesObject, Workload, Dockerfile, Stage, Instruction, *OBJECTS.values(), *INSTRUCTIONS.values())
    # the model keeps an entity under every wider type too, but pods and containers under their own alone
    wider = {each for kind in made for each in kind.__mro__ if not issubclass(View, each)}
    return frozenset((*wider, Pod, Container))
