"""The limits that a kubelet sets to its pods and to itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck import Kubelet, Severity, Violation, policy

_EVENTS = "event-qps"


@policy("kubelet-event-loss", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_event_loss(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet records every event.

    With a limit, 50 events a second by default, it drops the others, among them those that an investigation needs. Only
    0 means no limit; `kubelet-event-flood` requires a limit. CIS Kubernetes Benchmark 1.12, 4.2.8, asks for a level
    that ensures appropriate capture.

    Fix: Set `eventRecordQPS: 0`, or `--event-qps=0`.
    """
    rate = kubelet.amount(_EVENTS)
    if rate and not kubelet.is_bare:
        yield kubelet.violation(f"kubelet drops events beyond {rate} a second", at=_EVENTS)


class Flood(NamedTuple):
    """`most` is the highest rate of events a second."""

    most: int = 5


@policy("kubelet-event-flood", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_event_flood(kubelet: Kubelet, options: Flood) -> Iterator[Violation]:
    """A kubelet does not raise the rate of its events.

    A failing pod may otherwise fill the storage of the API server with events. 0 means no limit. A kubelet that does
    not set the rate passes. `kubelet-event-loss` requires the opposite.

    Fix: Set `eventRecordQPS: 5`, or `--event-qps=5`.
    """
    if not kubelet.is_given(_EVENTS):
        return
    rate = kubelet.amount(_EVENTS)
    if rate == 0:
        yield kubelet.violation("kubelet sends events without a limit", at=_EVENTS)
    elif rate is not None and rate > options.most:
        yield kubelet.violation(f"kubelet sends {rate} events a second; at most {options.most} are allowed", at=_EVENTS)


@policy("kubelet-pod-pids", category="nodes", severity=Severity.LOW, recommended=False)
def kubelet_pod_pids(kubelet: Kubelet) -> Iterator[Violation]:
    """A kubelet limits the processes of a pod.

    Without a limit a pod that forks without end takes every process id of its node. CIS Kubernetes Benchmark 1.12,
    4.2.13.

    Fix: Set `podPidsLimit`, or `--pod-max-pids`, for example to 4096.
    """
    limit = kubelet.amount("pod-max-pids")
    if limit is not None and limit <= 0 and not kubelet.is_bare:
        yield kubelet.violation("kubelet does not limit the processes of a pod", at="pod-max-pids")
