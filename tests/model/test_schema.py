"""What is told of an object that the strict decoder of Kubernetes would refuse."""

from __future__ import annotations

from textwrap import dedent

import pytest

from infracheck.model.schema.check import check, known_kinds
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Scalar

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
    - name: web
      image: nginx
      {}
"""


def problems(text: str) -> list[Problem]:
    """The problems of the one object in a text."""
    (document,) = [item for item in read_documents(Source("a.yaml", dedent(text))) if isinstance(item, Document)]
    root = document.root
    assert isinstance(root, Mapping)
    version, kind = root.get("apiVersion"), root.get("kind")
    assert isinstance(version, Scalar)
    assert isinstance(kind, Scalar)
    return list(check(root, version.text, kind.text))


def told(text: str) -> list[str]:
    """Line, column and message of each."""
    return [f"{problem.span.line}:{problem.span.column} {problem.message}" for problem in problems(text)]


def in_container(line: str) -> list[tuple[str, str]]:
    """For a line of a container: the text at the place of each problem, and the message after `spec.containers`."""
    text = POD.format(line)
    return [(text[found.span.start : found.span.end], found.message[15:]) for found in problems(text)]


def test_a_correct_deployment_has_no_problem() -> None:
    text = """\
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, labels: {app: web, version: "1"}, creationTimestamp: null}
    spec:
      replicas: 2
      strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          automountServiceAccountToken: no
          securityContext: {runAsUser: 0x3E8, fsGroup: 1.0}
          containers:
            - name: web
              image: nginx
              command:
              env: [{name: A, value: "1"}, {name: B}]
              resources: {limits: {cpu: .5, memory: 1Gi, nvidia.com/gpu: 1}, requests: {cpu: 100m, memory: 1e9}}
              livenessProbe: {httpGet: {path: /, port: http}}
              volumeMounts: !!seq []
    status: {}
    """
    assert told(text) == []


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("tty: 'true'", "'true'", "[0].tty must be a boolean, not a string"),
        ("tty: 1", "1", "[0].tty must be a boolean, not an integer"),
        ("workingDir: 1.5", "1.5", "[0].workingDir must be a string, not a number"),
        ("workingDir: yes", "yes", "[0].workingDir must be a string, not a boolean"),
        ("workingDir: [a, b]", "a", "[0].workingDir must be a string, not a list"),
        ("args: -v", "-v", "[0].args must be a list, not a string"),
        ("args: [-v, 1]", "1", "[0].args[1] must be a string, not an integer"),
        ("env: {A: b}", "A: b", "[0].env must be a list, not a map"),
        ("env: [A=b]", "A=b", "[0].env[0] must be a map, not a string"),
        ("env: [null]", "null", "[0].env[0] must be a map, not null"),
        ("securityContext: [1]", "1", "[0].securityContext must be a map, not a list"),
        ("ports: [{hostPort: '80'}]", "'80'", "[0].ports[0].hostPort must be an integer, not a string"),
        (
            "ports: [{hostPort: 2147483648}]",
            "2147483648",
            "[0].ports[0].hostPort is beyond the range of a 32-bit integer",
        ),
        ("resources: {limits: {memory: 1.5GB}}", "1.5GB", "[0].resources.limits.memory is not a quantity"),
        ("resources: {limits: {cpu: [1]}}", "1", "[0].resources.limits.cpu must be a quantity, not a list"),
        (
            "ports: [{hostPort: 1.5}]",
            "1.5",
            "[0].ports[0].hostPort must be an integer, not a fraction or a number beyond its range",
        ),
        (
            "securityContext: {runAsUser: 9223372036854775808}",
            "9223372036854775808",
            "[0].securityContext.runAsUser is beyond the range of a 64-bit integer",
        ),
        (
            "securityContext: {runAsUser: -9223372036854775809}",
            "-9223372036854775809",
            "[0].securityContext.runAsUser is beyond the range of a 64-bit integer",
        ),
        (
            "livenessProbe: {httpGet: {port: true}}",
            "true",
            "[0].livenessProbe.httpGet.port must be an integer or a string, not a boolean",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_told_where_it_stands(line: str, place: str, message: str) -> None:
    assert in_container(line) == [(place, message)]


@pytest.mark.parametrize(
    "amount", ["1", "0.5", "5.", "100m", "1Ei", "1E", "1e3", '"1e-3"', '" 1Gi "', "+1k", "1_000", "0x10", "null"]
)
def test_an_amount_as_kubernetes_reads_it_is_a_quantity(amount: str) -> None:
    assert in_container(f"resources: {{limits: {{memory: {amount}}}}}") == []


@pytest.mark.parametrize(
    "amount", ['""', "true", "1ki", "1mb", '"0x10"', '"1,5"', "1.2.3", "1e", "two", '"1 Gi"', ".inf"]
)
def test_what_kubernetes_cannot_read_is_no_quantity(amount: str) -> None:
    message = "[0].resources.limits.memory is not a quantity"
    assert in_container(f"resources: {{limits: {{memory: {amount}}}}}") == [(amount, message)]


@pytest.mark.parametrize(
    "number", ["8080", "+80", "1_000", "0x1F", "010", "08", "0b11", "1e3", "80.0", "-1", "2147483647", "null", "~"]
)
def test_a_whole_number_in_any_spelling_is_an_integer(number: str) -> None:
    assert in_container(f"ports: [{{hostPort: {number}}}]") == []


def test_digits_without_end_are_beyond_every_range() -> None:
    number = "9" * 5000
    message = "[0].ports[0].hostPort is beyond the range of a 32-bit integer"
    assert in_container(f"ports: [{{hostPort: {number}}}]") == [(number, message)]


def test_an_unknown_field_is_told_at_its_name_with_the_nearest_one() -> None:
    (problem,) = problems(POD.format("imagePulPolicy: Always"))
    assert problem.message == (
        "spec.containers[0].imagePulPolicy is not a field of Container (did you mean imagePullPolicy?)"
    )
    assert problem.remedy == "Write imagePullPolicy."
    assert (problem.id, problem.span.column, problem.span.end_column) == ("input-schema", 7, 21)


@pytest.mark.parametrize("name", ["Image-Pull-Policy", "imagepullpolicy", "image_pull_policy"])
def test_another_case_is_another_field(name: str) -> None:
    message = f"[0].{name} is not a field of Container (did you mean imagePullPolicy?)"
    assert in_container(f"{name}: Always") == [(name, message)]


def test_a_field_of_another_object_has_no_nearest_one() -> None:
    assert in_container("privileged: true") == [("privileged", "[0].privileged is not a field of Container")]


def test_a_name_that_may_be_anything_is_not_quoted() -> None:
    name = '"pass word=hunter2"'
    message = "[0] has a field that is unknown to Container; its name is not shown"
    assert in_container(f"{name}: 1") == [(name, message)]


def test_labels_annotations_and_configuration_are_strings_and_their_names_stay_untold() -> None:
    text = """\
    apiVersion: v1
    kind: ConfigMap
    metadata:
      labels: {hunter2: 1e5}
      annotations: {hunter2: on, other: null}
    data:
      hunter2: 1
      text: one
    """
    assert told(text) == [
        "4:21 metadata.labels[…] must be a string, not a number",
        "5:26 metadata.annotations[…] must be a string, not a boolean",
        "7:12 data[…] must be a string, not an integer",
    ]


def test_the_data_of_a_secret_are_base64_and_never_quoted() -> None:
    text = """\
    apiVersion: v1
    kind: Secret
    data:
      empty: ""
      good: aHVudGVyMg==
      folded: |
        aHVu
        dGVyMg==
      plain: hunter2
      short: aHVudGVyMg
      long: aHVudGVyMg===
      number: 1234
      unset: null
    stringData: {pin: 1234}
    """
    assert told(text) == [
        "9:10 data[…] is not base64",
        "10:10 data[…] is not base64",
        "11:9 data[…] is not base64",
        "12:11 data[…] must be a string in base64, not an integer",
        "14:19 stringData[…] must be a string, not an integer",
    ]
    assert "hunter2" not in str(problems(text))


def test_what_sops_encrypted_and_its_notes_are_left_alone() -> None:
    text = """\
    apiVersion: v1
    kind: Secret
    data: {password: "ENC[AES256_GCM,data:Tr7o=,type:str]"}
    immutable: ENC[AES256_GCM,data:Tr7o=,type:bool]
    sops: {version: 3.9.0, mac: "ENC[AES256_GCM,data:Tr7o=,type:str]"}
    """
    assert told(text) == []


def test_the_directives_of_a_patch_are_no_fields() -> None:
    assert told("{apiVersion: v1, kind: Namespace, metadata: {name: a}, $patch: delete}") == []


@pytest.mark.parametrize(
    "text",
    [
        "$(REPLICAS)", "$REPLICAS", "__REPLICAS__", "<REPLICAS>", "#{Replicas}#", "#{Replicas}", "%REPLICAS%",
        "@REPLICAS@",
    ],
)  # fmt: skip
def test_a_value_that_is_a_variable_is_not_rendered(text: str) -> None:
    (found,) = problems(f"{{apiVersion: apps/v1, kind: Deployment, spec: {{replicas: '{text}'}}}}")

    assert (found.id, found.message) == ("input-not-rendered", "spec.replicas must be an integer, not a placeholder")


@pytest.mark.parametrize("text", ["$", "two", "<", "3 < 4", "__", "100%", "a@b"])
def test_a_value_with_a_sign_in_it_is_wrong(text: str) -> None:
    (found,) = problems(f"{{apiVersion: apps/v1, kind: Deployment, spec: {{replicas: '{text}'}}}}")

    assert found.id == "input-schema"


def test_a_placeholder_is_not_rendered_rather_than_wrong() -> None:
    text = "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: '${REPLICAS}', paused: '{{ .Values.paused }}'}}"
    assert [(problem.id, problem.message) for problem in problems(text)] == [
        ("input-not-rendered", "spec.replicas must be an integer, not a placeholder"),
        ("input-not-rendered", "spec.paused must be a boolean, not a placeholder"),
    ]


def test_the_items_of_a_typed_list_are_judged_and_those_of_a_list_of_anything_must_be_maps() -> None:
    assert told("{apiVersion: v1, kind: PodList, items: [{spec: {hostPID: 1}}]}") == [
        "1:58 items[0].spec.hostPID must be a boolean, not an integer"
    ]
    assert told("{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, spec: 1}, text]}") == [
        "1:76 items[1] must be a map, not a string"
    ]


def test_a_custom_resource_may_hold_anything() -> None:
    assert told("{apiVersion: example.com/v1, kind: Deployment, spec: [1], replicas: x}") == []
    assert told("{apiVersion: extensions/v1beta1, kind: Ingress, spec: [1]}") == []


def test_the_schema_in_a_definition_of_custom_resources_is_parsed_and_not_judged() -> None:
    text = """\
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    spec:
      names: {plural: [things]}
      versions:
        - name: v1
          schema:
            openAPIV3Schema:
              properties:
                size: {type: integer, default: [1, {a: b}], x-kubernetes-int-or-string: true}
                name: {typ: string, minLength: "1"}
    """
    assert told(text) == ["4:20 spec.names.plural must be a string, not a list"]


def test_problems_beyond_the_twentieth_are_counted() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\ndata:\n" + "".join(f"  key{number}: {number}\n" for number in range(50))
    found = told(text)
    assert len(found) == 21
    assert found[-1] == "1:1 30 more fields are of the wrong type or unknown in this object"


@pytest.mark.parametrize(
    ("version", "kind", "known"),
    [
        ("v1", "Pod", True),
        ("v1", "PodList", True),
        ("v1", "List", True),
        ("v1", "Config", True),
        ("v1", "pod", False),
        ("v1", "Deployment", False),
        ("apps/v1", "Deployment", True),
        ("autoscaling/v2", "HorizontalPodAutoscaler", True),
        ("rbac.authorization.k8s.io/v1", "Roles", False),
    ],
)
def test_the_kinds_of_a_stable_version_are_known(version: str, kind: str, known: bool) -> None:
    assert (kind in known_kinds(version)) is known


@pytest.mark.parametrize("version", ["example.com/v1", "extensions/v1beta1", "storage.k8s.io/v1beta1", "", "a/b/c"])
def test_the_kinds_of_other_versions_are_anybodys_guess(version: str) -> None:
    assert known_kinds(version) == frozenset()
