"""What starts pods again, and what runs to an end."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Duration, Metadata, Pod, Record, Severity, Violation, Workload, policy

_HOOKS = ("helm.sh/hook", "argocd.argoproj.io/hook")


@policy("naked-pod", category="availability", severity=Severity.LOW, recommended=False)
def naked_pod(workload: Workload) -> Iterator[Violation]:
    """A pod belongs to a controller.

    Nothing starts a bare Pod again when its node fails or is drained. Kubernetes documentation, Configuration Best
    Practices, "Naked Pods". Pods that a controller owns, that are never restarted, that are hooks of Helm or Argo CD,
    or that the kubelet runs by itself (static pods) pass.

    Fix: Make it a Deployment, or a Job if it runs to an end.
    """
    if workload.kind != "Pod" or workload.owners or workload.pod.restart_policy == "Never" or _is_hook(workload):
        return
    is_static = "kubernetes.io/config.mirror" in workload.annotations or workload.labels.get("tier") == "control-plane"
    if not is_static:
        yield workload.violation(f"Pod {workload.name} belongs to no controller")


@policy("bare-job", category="availability", severity=Severity.LOW, recommended=False)
def bare_job(workload: Workload) -> Iterator[Violation]:
    """A Job is made by a CronJob.

    For clusters where Jobs that somebody starts by hand are not wanted. Jobs that a controller owns, and hooks of Helm
    or Argo CD, pass.

    Fix: Write a CronJob; with `suspend: true`, `kubectl create job --from` starts it.
    """
    if workload.kind == "Job" and not workload.owners and not _is_hook(workload):
        yield workload.violation(f"Job {workload.name} is made by no CronJob")


@policy("job-ttl", category="availability", severity=Severity.LOW, recommended=False)
def job_ttl(workload: Workload) -> Iterator[Violation]:
    """A Job is deleted some time after it has finished.

    Without `ttlSecondsAfterFinished` it stays with its pods until somebody deletes it. Kubernetes documentation,
    Automatic Cleanup for Finished Jobs. Jobs of a CronJob and hooks of Helm or Argo CD are deleted by these.

    Fix: Set `spec.ttlSecondsAfterFinished`, such as 86400.
    """
    if workload.kind == "Job" and not workload.has_ttl and not workload.owners and not _is_hook(workload):
        yield workload.violation(f"Job {workload.name} sets no ttlSecondsAfterFinished", at=Workload.has_ttl)


@policy("cron-job-ttl", category="availability", severity=Severity.LOW, recommended=False)
def cron_job_ttl(workload: Workload) -> Iterator[Violation]:
    """A CronJob leaves its finished Jobs to its history limits.

    With `ttlSecondsAfterFinished` besides, whichever comes first deletes a Job, so that the history may be empty when
    somebody looks for the logs of a failed run.

    Fix: Remove `ttlSecondsAfterFinished`; set `successfulJobsHistoryLimit` and `failedJobsHistoryLimit`.
    """
    if workload.kind == "CronJob" and workload.has_job_ttl:
        message = f"CronJob {workload.name} sets ttlSecondsAfterFinished besides its history limits"
        yield workload.violation(message, at=Workload.has_job_ttl)


@policy("cron-job-deadline", category="availability", severity=Severity.LOW, recommended=False)
def cron_job_deadline(workload: Workload) -> Iterator[Violation]:
    """A CronJob sets startingDeadlineSeconds.

    Without a deadline, a run that was missed is started however late, and a CronJob that has missed more than 100 runs
    is not started any more: since the control plane was down, or since `concurrencyPolicy: Forbid` held the runs back.
    Kubernetes documentation, CronJob, "Deadline for delayed Job start" and "Job creation".

    Fix: Set `spec.startingDeadlineSeconds`, such as 200.
    """
    if workload.kind == "CronJob" and not workload.has_starting_deadline:
        message = f"CronJob {workload.name} sets no startingDeadlineSeconds"
        yield workload.violation(message, at=Workload.has_starting_deadline)


class PodLifetime(Record):
    """`longest`: the longest lifetime, as Go writes durations."""

    longest: str = "8h"


_LIFETIME = "pod.kubernetes.io/lifetime"


@policy("pod-lifetime", category="availability", severity=Severity.LOW, recommended=False)
def pod_lifetime(pod: Pod, options: PodLifetime) -> Iterator[Violation]:
    """A pod that says how long it lives is ended within eight hours.

    pod-reaper ends pods when the time of their annotation `pod.kubernetes.io/lifetime` is over. For clusters where
    pods are to be replaced each day. Pods without the annotation are not checked.

    Fix: Lower the duration in the annotation.
    """
    written, longest = pod.annotations.get(_LIFETIME, ""), Duration.parse(options.longest)
    lifetime = Duration.parse(written)
    if lifetime is not None and longest is not None and lifetime.seconds > longest.seconds:
        yield pod.template.violation(
            f"{pod.workload.kind} {pod.workload.name} lives for {lifetime}, longer than {longest}",
            at=pod.template.place(Metadata.annotations, _LIFETIME),
        )


_ALWAYS = ("Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "StatefulSet")


@policy("restart-policy", category="availability", severity=Severity.HIGH, recommended=False)
def restart_policy(pod: Pod) -> Iterator[Violation]:
    """A pod template has a restart policy that its controller accepts.

    The API server rejects others: Deployments, DaemonSets, ReplicaSets and StatefulSets take Always alone, Jobs and
    CronJobs OnFailure or Never. Without one it is Always.

    Fix: Set `restartPolicy: OnFailure` in a Job or CronJob, and remove it elsewhere.
    """
    written, kind = pod.restart_policy, pod.workload.kind
    found = written or "Always, the default"
    if (kind in _ALWAYS and written not in (None, "", "Always")) or (
        kind in ("CronJob", "Job") and pod.workload.group == "batch" and written not in ("OnFailure", "Never")
    ):
        yield pod.violation(f"{kind} {pod.workload.name} has restartPolicy {found}", at=Pod.restart_policy)


def _is_hook(workload: Workload) -> bool:
    return any(each in workload.annotations for each in _HOOKS)
