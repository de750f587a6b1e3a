"""Selectors, scale targets and other references between objects."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    AnyAutoscaler,
    Dependency,
    Ingress,
    Known,
    Note,
    Pod,
    Service,
    Severity,
    Violation,
    Workload,
    policy,
)


@policy("selector-mismatch", category="availability", severity=Severity.HIGH)
def selector_mismatch(workload: Workload) -> Iterator[Violation]:
    """The selector of a workload matches the labels of its pod template.

    The API server rejects a workload whose selector does not match.

    Fix: Copy the labels of `spec.selector.matchLabels` to `spec.template.metadata.labels`.
    """
    if not workload.selects_its_pods:
        yield workload.violation(
            f"selector of {workload.kind} {workload.name} does not match the labels of its pod template",
            at=workload.selector_field,
        )


@policy("autoscaled-replicas", category="availability", severity=Severity.LOW, recommended=False)
def autoscaled_replicas(autoscaler: AnyAutoscaler) -> Iterator[Violation]:
    """A workload that is scaled by a HorizontalPodAutoscaler does not set `replicas`.

    Each `kubectl apply` would reset the number of replicas to the value in the manifest. Kubernetes documentation,
    Horizontal Pod Autoscaling, "Migrating Deployments and StatefulSets to horizontal autoscaling". KEDA's ScaledObject
    scales its target, a Deployment unless it names a kind, by a HorizontalPodAutoscaler that it makes.

    Fix: Remove `spec.replicas`.
    """
    match autoscaler.scaled:
        case Known(Workload() as workload) if workload.has_replicas:
            yield workload.violation(
                f"{workload.kind} {workload.name} sets replicas, which a {autoscaler.kind} controls",
                at=Workload.replicas,
                related=(Note(f"{autoscaler.kind} {autoscaler.name} scales it", autoscaler.span),),
            )


@policy("dangling-autoscaler", category="availability", severity=Severity.MEDIUM, recommended=False)
def dangling_autoscaler(autoscaler: AnyAutoscaler) -> Iterator[Violation]:
    """The scale target of a HorizontalPodAutoscaler or a ScaledObject exists.

    A ScaledObject of KEDA that names no kind means a Deployment. Where the scan holds no object of the target's kind in
    the namespace, or the target is declared under `exists:`, it may exist elsewhere, and nothing is reported.

    Fix: Correct `spec.scaleTargetRef`, or remove the autoscaler.
    """
    match autoscaler.scaled:
        case Known(None):
            target = f"{autoscaler.target_kind} {autoscaler.target.name}"
            yield autoscaler.violation(
                f"{autoscaler.kind} {autoscaler.name} scales {target}, which does not exist", at=AnyAutoscaler.target
            )


@policy("dangling-service", category="network", severity=Severity.MEDIUM, recommended=False)
def dangling_service(service: Service) -> Iterator[Violation]:
    """The selector of a Service matches at least one pod.

    Where the scan holds no workload of the namespace, where something of it is declared under `exists:`, or where the
    labels are those of an operator, the pods may exist elsewhere, and nothing is reported; kube-linter, kube-score and
    kubescape do report it.

    Fix: Copy labels of the pod template to `spec.selector`, or remove the Service.
    """
    if service.selector and service.type != "ExternalName":
        match service.pods:
            case Known(()):
                yield service.violation(f"selector of Service {service.name} matches no pod", at=Service.selector)


@policy("service-host", category="network", severity=Severity.HIGH)
def service_host(dependency: Dependency) -> Iterator[Violation]:
    """An address names a Service that exists.

    A host of the cluster that no Service bears is not resolved, and the client fails (Kubernetes documentation, DNS for
    Services and Pods). Reported only where the namespace has one Service whose name differs by a single letter or dash:
    missing, added, wrong or swapped. Other names may belong to Services that operators or other repositories create.
    Services declared under `exists:` count, and addresses in Secrets and Dockerfiles are not checked.

    Fix: Correct the host in the address, or declare the Service under `exists:`.
    """
    service = dependency.meant_service
    if service is not None:
        near = f"its namespace has no such Service (did you mean {service.name}?)"
        note = Note(f"Service {service.name} is defined here", service.span)
        yield dependency.violation(f"{dependency.name} uses host {dependency.host}, but {near}", related=(note,))


@policy("wildcard-ingress", category="network", severity=Severity.LOW, recommended=False)
def wildcard_ingress(ingress: Ingress) -> Iterator[Violation]:
    """A rule of an Ingress names its host in full.

    A rule without a host, or with `*.example.com`, accepts requests for host names that may belong to other
    applications.

    Fix: Set `host` to the full name, such as `shop.example.com`.
    """
    for rule in ingress.rules:
        host = rule.host or ""
        if not host:
            yield rule.violation(f"a rule of Ingress {ingress.name} matches every host")
        elif host.startswith("*"):
            yield rule.violation(f"a rule of Ingress {ingress.name} matches every host of {host}", at=type(rule).host)


@policy("account-field", category="configuration", severity=Severity.LOW, recommended=False)
def account_field(pod: Pod) -> Iterator[Violation]:
    """A pod names its service account by `serviceAccountName`.

    `serviceAccount` is the deprecated alias: the API server accepts it, but some tools ignore it. Both fields with the
    same name, as the API server stores them, pass.

    Fix: Rename the field to `serviceAccountName`.
    """
    if pod.service_account and pod.service_account != pod.service_account_name:
        yield pod.violation(
            f"serviceAccount of {pod.workload.kind} {pod.workload.name} is deprecated: use serviceAccountName",
            at=Pod.service_account,
        )
