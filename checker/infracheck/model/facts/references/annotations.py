"""The names of objects that annotations hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.workload import Workload

_LONGEST = 1024


def names_in_annotations(owner: KubernetesObject) -> Iterator[str]:
    """`login` and `shop/login`, as controllers of Ingresses take them, and lists of them; a workload's pods' too."""
    annotations = (owner.annotations, owner.pod.annotations if isinstance(owner, Workload) else {})
    for value in (value for each in annotations for value in each.values() if len(value) < _LONGEST):
        for word in re.split(r"[,\s]+", value):
            yield word.rpartition("/")[2]
