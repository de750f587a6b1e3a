"""Views: values on the instance, places on the class, written or not."""

from __future__ import annotations

from tests.model.tools import model_in

from infracheck.model.base.values import Quantity
from infracheck.model.entities.amounts import Amounts
from infracheck.model.entities.container import Container, Port, Probe
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.security import SecurityContext
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.graph.model import Model
from infracheck.source.text.span import Span

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: ghcr.io/shop/web:7
      ports:
        - containerPort: 80
          hostPort: 080
      resources:
        limits:
          cpu: 500m
      securityContext: {privileged: yes, runAsUser: 0x3e8}
      command:
        - serve
        - 8080
      livenessProbe:
"""


def model(text: str) -> Model:
    return model_in(text, "pod.yaml")


def web(text: str = POD) -> Container:
    return model(text).all(Container)[0]


def place(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column


def test_a_value_is_read_as_kubernetes_types_it() -> None:
    container = web()
    context = container.security_context

    assert (context.privileged, context.run_as_user) == (True, 1000)
    assert container.command == ("serve", "8080")
    assert container.limits.cpu == Quantity("500m", 0.5)
    assert str(container.image) == "ghcr.io/shop/web:7"


def test_what_is_not_written_is_none_and_no_default() -> None:
    container = web()

    assert container.image_pull_policy is None
    assert container.security_context.allow_privilege_escalation is None
    assert container.limits.memory is None
    assert container.readiness_probe is None
    assert container.args == ()


def test_a_key_without_a_value_is_not_written() -> None:
    container = web()

    assert container.liveness_probe is None
    assert not container.has_liveness_probe


def test_a_value_of_the_wrong_type_is_none() -> None:
    container = web(
        POD.replace("privileged: yes", "privileged: [yes]").replace("containerPort: 80", "containerPort: x")
    )

    assert container.security_context.privileged is None
    assert container.ports[0].container_port is None


def test_a_place_is_the_key_with_its_value() -> None:
    container = web()

    assert place(container.place(Container.image)) == (9, 7, 9, 32)
    assert place(container.ports[0].place(Port.host_port)) == (12, 11, 12, 24)


def test_a_place_of_something_long_is_its_key() -> None:
    assert place(web().place(Container.command)) == (17, 7, 17, 14)


def test_a_place_may_be_one_item_of_a_list() -> None:
    assert place(web().place(Container.command, 1)) == (19, 11, 19, 15)


def test_what_is_missing_stands_where_its_neighbours_are() -> None:
    container = web()

    assert place(container.limits.place(Amounts.memory)) == (15, 11, 15, 20)
    assert place(container.requests.place(Amounts.memory)) == (14, 9, 14, 15)
    assert place(container.place(Container.readiness_probe)) == (8, 7, 8, 16)


def test_a_view_may_stand_where_nothing_is_written() -> None:
    text = POD.partition("      securityContext")[0]
    context = web(text).security_context

    assert not context.is_written
    assert place(context.place(SecurityContext.privileged)) == (8, 7, 8, 16)


def test_a_violation_bears_place_and_object() -> None:
    container = web()

    violation = container.violation("it takes a port of its node", at=container.ports[0].place(Port.host_port))

    assert (violation.span.line, violation.resource) == (12, ("Pod", "shop", "web"))


def test_a_view_is_the_same_each_time() -> None:
    container = web()

    assert container.ports[0] is container.ports[0]
    assert container.pod.containers[0] is container


def test_items_of_a_list_that_are_no_mappings_are_left_out() -> None:
    container = web(POD.replace("      ports:\n", "      ports:\n        - 80\n"))

    assert [port.host_port for port in container.ports] == [80]


def test_a_merged_key_is_read_and_stands_where_it_is_written() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nx: &base\n  image: web:7\n"
        "spec:\n  containers:\n    - name: web\n      <<: *base\n"
    )
    container = web(text)

    assert str(container.image) == "web:7"
    assert place(container.place(Container.image)) == (5, 3, 5, 15)


def test_the_name_of_a_container_without_one_is_its_place() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  initContainers:\n    - image: x\n"

    assert web(text).name == "initContainers[0]"


def test_a_list_is_its_items() -> None:
    text = (
        "apiVersion: v1\nkind: List\nitems:\n"
        "  - {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n"
        "  - apiVersion: v1\n    kind: PodList\n    items: [{metadata: {name: b}, spec: {containers: [{name: c}]}}]\n"
    )

    found = model(text)

    assert [(each.kind, each.name) for each in found.all(KubernetesObject)] == [("Namespace", "a"), ("Pod", "b")]
    assert [each.name for each in found.all(Container)] == ["c"]


def test_a_custom_resource_with_a_pod_template_is_a_workload() -> None:
    text = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec:\n  template:\n"
        "    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n"
    )

    (workload,) = model(text).all(Workload)

    assert (workload.kind, workload.pod.labels, [each.name for each in workload.containers]) == (
        "Rollout", {"app": "web"}, ["web"],
    )  # fmt: skip


def test_the_pod_of_a_cron_job_lies_deep() -> None:
    text = (
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web}\nspec:\n  jobTemplate:\n    spec:\n"
        "      template:\n        spec:\n          hostNetwork: true\n          containers: [{name: web}]\n"
    )

    (pod,) = model(text).all(Pod)

    assert pod.host_network is True
    assert place(pod.place(Pod.host_network)) == (9, 11, 9, 28)


def test_a_probe_asks_a_port_by_number_or_by_name() -> None:
    text = POD.replace("      livenessProbe:\n", "      livenessProbe: {httpGet: {port: http}}\n")
    probe = web(text).liveness_probe

    assert probe is not None
    assert (probe.port, probe.has_handler) == ("http", True)
    assert place(probe.place(Probe.period_seconds))[0] == 20
