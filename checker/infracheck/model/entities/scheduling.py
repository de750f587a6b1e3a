"""What a pod says of its nodes, and of how names are looked up there."""

from __future__ import annotations

from infracheck.model.base.derived import derived
from infracheck.model.base.field import integer, part, parts, present, text, texts
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View


class AffinityTerm(View):
    """Pods that a pod wants to be near to, or away from, and in what kind of place."""

    __slots__ = ()

    label_selector = part("labelSelector", Selector)
    topology_key = text("topologyKey")
    namespaces = texts("namespaces")
    has_namespace_selector = present("namespaceSelector")

    def means(self, labels: dict[str, str], namespace: str | None) -> bool:
        """Whether it speaks of pods with such labels, in the namespace of the pod itself.

        Without a selector of labels it speaks of no pod, and without any namespaces of those of its own. What a
        selector of namespaces finds is not known, and counts.
        """
        selector = self.label_selector
        if not selector.is_written or not selector.matches(labels):
            return False
        return self.has_namespace_selector or not self.namespaces or namespace in (None, *self.namespaces)


class WeightedTerm(View):
    """A term that the scheduler meets where it can."""

    __slots__ = ()

    term = part("podAffinityTerm", AffinityTerm)


class SpreadConstraint(View):
    """How evenly the pods of a selector are spread over places."""

    __slots__ = ()

    label_selector = part("labelSelector", Selector)
    topology_key = text("topologyKey")
    max_skew = integer("maxSkew")
    min_domains = integer("minDomains")
    when_unsatisfiable = text("whenUnsatisfiable")

    def selects(self, labels: dict[str, str]) -> bool:
        """Whether it counts pods with such labels; without a selector, no pod."""
        return self.label_selector.is_written and self.label_selector.matches(labels)


class Toleration(View):
    """A taint of nodes that a pod puts up with; without a key, every taint."""

    __slots__ = ()

    key = text("key")
    operator = text("operator")
    effect = text("effect")


class DnsOption(View):
    """A line of options in the pod's resolv.conf."""

    __slots__ = ()

    name = text("name")
    value = text("value")


class Placement(View):
    """What of a pod's spec decides which nodes it runs on, and beside which pods."""

    __slots__ = ()

    node_name = text("nodeName")
    has_node_affinity = present("affinity/nodeAffinity")
    required_anti_affinity = parts(
        "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution", AffinityTerm
    )
    preferred_anti_affinity = parts(
        "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution", WeightedTerm
    )
    spread_constraints = parts("topologySpreadConstraints", SpreadConstraint)
    tolerations = parts("tolerations", Toleration)
    dns_policy = text("dnsPolicy")
    dns_options = parts("dnsConfig/options", DnsOption)

    @property
    def anti_affinity(self) -> tuple[AffinityTerm, ...]:
        """The pods that it is to be kept apart from, at any price or where that is possible."""
        return (*self.required_anti_affinity, *(each.term for each in self.preferred_anti_affinity))

    kept_apart_by: frozenset[str] = derived("facts.runtime.replicas:kept_apart_by")
    """The kinds of places, by the labels of nodes, over which pods like it are spread or kept apart."""
