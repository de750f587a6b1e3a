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
    from infracheck.model.entities.rbac import ServiceAccount
    from infracheck.model.entities.workload import Workload


class Namespace(KubernetesObject):
    """A namespace, with its labels."""

    __slots__ = ()

    network_policies: tuple[KubernetesObject, ...] = derived("graph.isolation:network_policies_in")
    """The network policies in it, those of network plugins too."""

    accounts: tuple[ServiceAccount, ...] = derived("graph.companions:accounts_in")
    """The service accounts in it, but for the one that Kubernetes makes itself."""

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
    has_min_replicas = present("spec/minReplicas")
    has_max_replicas = present("spec/maxReplicas")

    scaled: Fact[KubernetesObject | None] = derived("graph.link:target_of")
    """What it scales; Known(None) where the scan sees objects of this kind in its namespace, but not this one."""

    @property
    def target_kind(self) -> str | None:
        """The kind of what it scales, written or not."""
        return self.target.kind or self.default_kind

    @property
    def has_open_bound(self) -> bool:
        """Whether a bound is yet to be filled in: it is written, and is no number."""
        least, most = self.min_replicas, self.max_replicas
        return (self.has_min_replicas and least is None) or (self.has_max_replicas and most is None)

    @property
    def least_replicas(self) -> int:
        """The fewest replicas that it sets, written or not."""
        return self.default_least if self.min_replicas is None else self.min_replicas

    @property
    def most_replicas(self) -> int | None:
        """The most replicas that it sets, written or not; None where the file must say it and does not."""
        return self.default_most if self.max_replicas is None else self.max_replicas


class ObjectMetric(View):
    """A metric of one object; `target` is the object itself in autoscaling/v2beta1, and the value in later versions."""

    __slots__ = ()

    described_object = part("describedObject", TargetReference)
    metric_name = text("metric/name")
    target = part("target", TargetReference)
    old_metric_name = text("metricName")
    has_old_target_value = present("targetValue")


class Metric(View):
    """What an autoscaler measures."""

    __slots__ = ()

    type = text("type")
    object = part("object", ObjectMetric)


class HorizontalPodAutoscaler(AnyAutoscaler):
    """How many replicas a workload gets."""

    __slots__ = ()

    metrics = parts("spec/metrics", Metric)
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
    has_min_replicas = present("spec/minReplicaCount")
    has_max_replicas = present("spec/maxReplicaCount")


class PodDisruptionBudget(KubernetesObject):
    """How many pods may be away at once."""

    __slots__ = ()

    selector = part("spec/selector", Selector)
    min_available = number_or_text("spec/minAvailable")
    max_unavailable = number_or_text("spec/maxUnavailable")
    has_min_available = present("spec/minAvailable")
    has_max_unavailable = present("spec/maxUnavailable")
    unhealthy_pod_eviction_policy = text("spec/unhealthyPodEvictionPolicy")

    workloads: tuple[Workload, ...] = derived("graph.budgets:workloads_of")
    """The workloads whose pods it selects."""

    is_patched: bool = derived("facts.references.state:is_patched")
    """Whether a kustomization may change it, so that what it says may not be what holds."""

    @property
    def least_percentage(self) -> int | None:
        """The percentage that `minAvailable` is; None where it is none."""
        return _percentage(self.min_available)

    @property
    def most_percentage(self) -> int | None:
        """The percentage that `maxUnavailable` is; None where it is none."""
        return _percentage(self.max_unavailable)

    @property
    def refuses_all(self) -> bool:
        """Whether it lets no pod be evicted, however many there are."""
        if self.has_max_unavailable:
            number = self.most_percentage if isinstance(self.max_unavailable, str) else self.max_unavailable
            return number is not None and number <= 0
        return (self.least_percentage or 0) >= _WHOLE

    def kept(self, pods: int) -> int | None:
        """How many of so many pods `minAvailable` keeps; None where it is not written, or is no number of pods.

        The disruption controller rounds the pods of a percentage up.
        """
        if isinstance(self.min_available, int):
            return self.min_available
        share = self.least_percentage
        return None if share is None else -(-share * pods // _WHOLE)


_WHOLE = 100


def _percentage(value: int | str | None) -> int | None:
    """The number before the sign of a percentage, as `IsValidPercent` of the API server takes it."""
    digits = value[:-1] if isinstance(value, str) and value.endswith("%") else ""
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) <= _LONGEST_PERCENTAGE else None


_LONGEST_PERCENTAGE = 9
