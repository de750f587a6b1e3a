"""What bounds and scales workloads: namespaces, quotas, limit ranges, autoscalers, disruption budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from infracheck.model.base.derived import derived
from infracheck.model.base.field import integer, number_or_text, part, parts, present, text, text_map
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View
from infracheck.model.entities.amounts import Amounts
from infracheck.model.entities.kubernetes import KubernetesObject

if TYPE_CHECKING:
    from infracheck.model.base.fact import Fact


class Namespace(KubernetesObject):
    """A namespace, with its labels."""

    __slots__ = ()

    has_pod_webhook: bool = derived("facts.runtime.webhooks:has_pod_webhook")
    """Whether an admission webhook of the scan is asked about its new pods."""


class LimitRangeItem(View):
    """Defaults and bounds for one kind of thing."""

    __slots__ = ()

    type = text("type")
    default = part("default", Amounts)
    default_request = part("defaultRequest", Amounts)
    max = part("max", Amounts)
    min = part("min", Amounts)


class LimitRange(KubernetesObject):
    """What a namespace gives to containers that ask for nothing."""

    __slots__ = ()

    items = parts("spec/limits", LimitRangeItem)


class ResourceQuota(KubernetesObject):
    """What all the pods of a namespace may ask for together."""

    __slots__ = ()

    hard = text_map("spec/hard")


class TargetReference(View):
    """The object that something acts on."""

    __slots__ = ()

    api_version = text("apiVersion")
    kind = text("kind")
    name = text("name")


class AnyAutoscaler(KubernetesObject):
    """What sets the replicas of a workload: a HorizontalPodAutoscaler, or what makes one."""

    __slots__ = ()
    default_kind: ClassVar[str | None] = None
    default_least: ClassVar[int] = 1
    default_most: ClassVar[int | None] = None

    target = part("spec/scaleTargetRef", TargetReference)
    min_replicas = integer("spec/minReplicas")
    max_replicas = integer("spec/maxReplicas")

    scaled: Fact[KubernetesObject | None] = derived("graph.link:target_of")
    """What it scales; Known(None) where the scan sees objects of this kind in its namespace, but not this one."""

    @property
    def target_kind(self) -> str | None:
        """The kind of what it scales, written or not."""
        return self.target.kind or self.default_kind

    @property
    def least_replicas(self) -> int:
        """The fewest replicas that it sets, written or not."""
        return self.default_least if self.min_replicas is None else self.min_replicas

    @property
    def most_replicas(self) -> int | None:
        """The most replicas that it sets, written or not; None where the file must say it and does not."""
        return self.default_most if self.max_replicas is None else self.max_replicas


class HorizontalPodAutoscaler(AnyAutoscaler):
    """How many replicas a workload gets."""

    __slots__ = ()

    metrics = parts("spec/metrics", View)
    target_cpu = integer("spec/targetCPUUtilizationPercentage")


class ScaledObject(AnyAutoscaler):
    """KEDA's autoscaler: it makes a HorizontalPodAutoscaler for its target."""

    __slots__ = ()
    # keda.sh, "ScaledObject specification"
    default_kind = "Deployment"
    default_least = 0
    default_most = 100

    min_replicas = integer("spec/minReplicaCount")
    max_replicas = integer("spec/maxReplicaCount")


class PodDisruptionBudget(KubernetesObject):
    """How many pods may be away at once."""

    __slots__ = ()

    selector = part("spec/selector", Selector)
    min_available = number_or_text("spec/minAvailable")
    max_unavailable = number_or_text("spec/maxUnavailable")
    has_min_available = present("spec/minAvailable")
    has_max_unavailable = present("spec/maxUnavailable")
