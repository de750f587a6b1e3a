"""The bounds and metrics of HorizontalPodAutoscalers."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyAutoscaler, HorizontalPodAutoscaler, Record, Severity, Violation, policy


@policy("single-autoscaled-replica", category="availability", severity=Severity.LOW, recommended=False)
def single_autoscaled_replica(autoscaler: HorizontalPodAutoscaler) -> Iterator[Violation]:
    """A HorizontalPodAutoscaler keeps at least two pods.

    At times of little load the service would be that of a single pod, which is away whenever the pod is. Without
    `minReplicas` the least is 1. KEDA's ScaledObjects are not checked: they scale to none on purpose.

    Fix: Set `spec.minReplicas` to 2 or more.
    """
    yield from _fewer(autoscaler, 2)


class AutoscalerMinimum(Record):
    """`least`: the lowest `minReplicas`."""

    least: int = 3


@policy("autoscaler-minimum", category="availability", severity=Severity.LOW, recommended=False)
def autoscaler_minimum(autoscaler: HorizontalPodAutoscaler, options: AutoscalerMinimum) -> Iterator[Violation]:
    """A HorizontalPodAutoscaler keeps at least three pods.

    With three, two are left while one is updated or its node is drained. Without `minReplicas` the least is 1.

    Fix: Raise `spec.minReplicas`.
    """
    yield from _fewer(autoscaler, options.least)


def _fewer(autoscaler: HorizontalPodAutoscaler, least: int) -> Iterator[Violation]:
    if autoscaler.least_replicas < least and not autoscaler.has_open_bound:
        said = "" if autoscaler.min_replicas is not None else ", the default"
        message = f"minReplicas of {autoscaler.kind} {autoscaler.name} is {autoscaler.least_replicas}{said}"
        yield autoscaler.violation(f"{message}, fewer than {least}", at=AnyAutoscaler.min_replicas)


@policy("autoscaler-range", category="availability", severity=Severity.LOW, recommended=False)
def autoscaler_range(autoscaler: AnyAutoscaler) -> Iterator[Violation]:
    """The maxReplicas of an autoscaler is above its minReplicas.

    With both the same it scales nothing, and the API server rejects a HorizontalPodAutoscaler whose maximum is lower.
    KEDA's ScaledObjects are checked, too.

    Fix: Raise `spec.maxReplicas`, or remove the autoscaler and set `replicas` in its target.
    """
    least, most, kind = autoscaler.least_replicas, autoscaler.most_replicas, type(autoscaler)
    if most is not None and most <= least and not autoscaler.has_open_bound:
        field = kind.max_replicas if autoscaler.max_replicas is not None else kind.min_replicas
        message = f"{autoscaler.kind} {autoscaler.name} sets at least {least} replicas, and at most {most}"
        yield autoscaler.violation(message, at=field)


_CORE = ("Endpoints", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "Pod", "Service")


@policy("object-metric", category="availability", severity=Severity.MEDIUM, recommended=False)
def object_metric(autoscaler: HorizontalPodAutoscaler) -> Iterator[Violation]:
    """A metric of type Object names its object, the metric and the target value.

    The API server rejects a metric that lacks one of them, and without `apiVersion` the kind is looked for in the core
    group, so that an Ingress is never found. autoscaling/v2beta1 has other fields: `target` is the object there.

    Fix: Set `describedObject` with apiVersion, kind and name, `metric.name` and `target`.
    """
    for metric in autoscaler.metrics:
        if metric.type != "Object":
            continue
        spec = metric.object
        is_old = autoscaler.version == "autoscaling/v2beta1"
        target = spec.target if is_old else spec.described_object
        kind_missing = target.api_version is None and target.kind not in _CORE
        missing = [
            *(["the kind of the object"] if target.kind is None else []),
            *(["the name of the object"] if target.name is None else []),
            *(["the apiVersion of the object"] if kind_missing and target.kind is not None else []),
            *(["the name of the metric"] if (spec.old_metric_name if is_old else spec.metric_name) is None else []),
            *(["a target value"] if not (spec.has_old_target_value if is_old else spec.target.is_written) else []),
        ]
        if missing:
            said = ", ".join(missing)
            yield metric.violation(f"a metric of {autoscaler.kind} {autoscaler.name} does not say {said}")
