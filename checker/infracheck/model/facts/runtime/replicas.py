"""The pods of a workload among each other: how many there are, and over what they are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.facts.references.state import is_patched

if TYPE_CHECKING:
    from infracheck.model.entities.workload import Pod, Workload


def most_pods_of(workload: Workload) -> Fact[int]:
    """The most pods that a workload runs at a time.

    Unknown where nothing sets their number, which an autoscaler that is not scanned or a person at the cluster may,
    and where a kustomization may change it.
    """
    if workload.is_counted_elsewhere or any(map(is_patched, workload.autoscalers)):
        return Unknown("a kustomization may change it")
    if workload.autoscalers:
        numbers = [each.most_replicas for each in workload.autoscalers]
        known = [each for each in numbers if each is not None]
        if len(known) < len(numbers) or any(each.has_open_bound for each in workload.autoscalers):
            return Unknown("an autoscaler does not say how many replicas it sets at most")
        first = workload.autoscalers[0]
        return Known(max(known), (Note(f"{first.kind} {first.name} scales it", first.span),))
    if workload.replicas is None:
        return Unknown("nothing sets the number of replicas")
    place = workload.place(type(workload).replicas)
    return Known(workload.replicas, (Note(f"{workload.kind} {workload.name} sets its replicas", place),))


def is_counted_elsewhere(workload: Workload) -> bool:
    """Whether a kustomization patches a workload, or names it under `replicas`."""
    texts = (each.source.text for each in workload.model.kustomizations)
    return is_patched(workload) or any("replicas" in text and workload.name in text for text in texts)


def kept_apart_by(pod: Pod) -> frozenset[str]:
    """The kinds of places, by the labels of nodes, over which pods like this one are spread or kept apart."""
    apart = [each.topology_key for each in pod.anti_affinity if each.means(pod.labels, pod.workload.namespace)]
    spread = [each.topology_key for each in pod.spread_constraints if each.selects(pod.labels)]
    return frozenset(key for key in (*apart, *spread) if key)
