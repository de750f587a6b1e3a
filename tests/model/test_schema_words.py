"""What is said of a value that the API server would refuse, and what of a name may be shown."""

from __future__ import annotations

import pytest

from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.graph.build import build
from infracheck.model.schema.field_types import (
    BOOLEAN,
    BYTES,
    INT32,
    INT64,
    INT_OR_STRING,
    NUMBER,
    QUANTITY,
    STRING,
    Type,
)
from infracheck.model.schema.scalars import fits
from infracheck.model.schema.suggestions import is_placeholder, shown, step, untold, wrong
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Scalar, Sequence

HEAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
SELECTED = "selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c%s}]}}"


def said(text: str) -> list[tuple[str, str]]:
    found = build(read_documents(Source("a.yaml", text)), NEWEST_KUBERNETES).problems
    return [(problem.message, problem.remedy) for problem, _ in found]


def of_deployment(field: str) -> list[tuple[str, str]]:
    return said(f"{HEAD}spec: {{{field}, {SELECTED % ''}}}\n")


def of_container(field: str) -> list[tuple[str, str]]:
    return said(f"{HEAD}spec: {{{SELECTED % f', {field}'}}}\n")


REPLICAS, CONTAINER = "spec.replicas", "spec.template.spec.containers[0]"
PORT = f"{CONTAINER}.livenessProbe.httpGet.port"


@pytest.mark.parametrize(
    ("field", "message", "remedy"),
    [
        ("replicas: a", f"{REPLICAS} must be an integer, not a string", "Write an integer here."),
        ("replicas: '1'", f"{REPLICAS} must be an integer, not a string", "Remove the quotes."),
        ("replicas: 'a'", f"{REPLICAS} must be an integer, not a string", "Write an integer here."),
        ("replicas: true", f"{REPLICAS} must be an integer, not a boolean", "Write an integer here."),
        ("replicas: 1.5", f"{REPLICAS} must be an integer, not a fraction or a number beyond its range",
         "Write a whole number."),
        ("replicas: 4294967296", f"{REPLICAS} is beyond the range of a 32-bit integer", "Write a smaller number."),
        (f"replicas: {'9' * 400}", f"{REPLICAS} is beyond the range of a 32-bit integer", "Write a smaller number."),
        ("replicas: {}", f"{REPLICAS} must be an integer, not a map", "Write an integer here."),
        ("replicas: []", f"{REPLICAS} must be an integer, not a list", "Write an integer here."),
        ("replicas: $(A)", f"{REPLICAS} must be an integer, not a placeholder", "Scan the rendered output."),
        ("paused: a", "spec.paused must be a boolean, not a string", "Write a boolean here."),
        ("paused: 'true'", "spec.paused must be a boolean, not a string", "Remove the quotes."),
        ("paused: 1", "spec.paused must be a boolean, not an integer", "Write a boolean here."),
        ("replica: 1", "spec.replica is not a field of DeploymentSpec (did you mean replicas?)", "Write replicas."),
        ("REPLICAS: 1", "spec.REPLICAS is not a field of DeploymentSpec (did you mean replicas?)", "Write replicas."),
        ("min_ready-seconds: 1",
         "spec.min_ready-seconds is not a field of DeploymentSpec (did you mean minReadySeconds?)",
         "Write minReadySeconds."),
        ("shop: 1", "spec.shop is not a field of DeploymentSpec",
         "Correct the name or the indentation, or remove the field: the API server rejects it."),
        ("'a b': 1", "spec has a field that is unknown to DeploymentSpec; its name is not shown",
         "Correct the name, or remove the field: the API server rejects it."),
    ],
)  # fmt: skip
def test_a_field_of_a_deployment_is_refused(field: str, message: str, remedy: str) -> None:
    assert of_deployment(field) == [(message, remedy)]


@pytest.mark.parametrize(
    ("field", "message", "remedy"),
    [
        ("image: 1", f"{CONTAINER}.image must be a string, not an integer", "Put the value in quotes."),
        ("image: true", f"{CONTAINER}.image must be a string, not a boolean", "Put the value in quotes."),
        ("image: 1.5", f"{CONTAINER}.image must be a string, not a number", "Put the value in quotes."),
        ("image: {}", f"{CONTAINER}.image must be a string, not a map", "Write a string here."),
        ("args: [1]", f"{CONTAINER}.args[0] must be a string, not an integer", "Put the value in quotes."),
        ("args: [!!int '1']", f"{CONTAINER}.args[0] must be a string, not an integer", "Put the value in quotes."),
        ("image: !!int '1'", f"{CONTAINER}.image must be a string, not an integer", "Put the value in quotes."),
        ("args: a", f"{CONTAINER}.args must be a list, not a string", "Write a list here."),
        ("args: {}", f"{CONTAINER}.args must be a list, not a map", "Write a list here."),
        ("env: [null]", f"{CONTAINER}.env[0] must be a map, not null", "Remove the empty item."),
        ("env: [a]", f"{CONTAINER}.env[0] must be a map, not a string", "Write a map here."),
        ("resources: {limits: {cpu: a}}", f"{CONTAINER}.resources.limits.cpu is not a quantity",
         "Write a number with a Kubernetes suffix, such as 500m, 128Mi or 1.5Gi."),
        ("resources: {limits: {cpu: []}}", f"{CONTAINER}.resources.limits.cpu must be a quantity, not a list",
         "Write a quantity here."),
        ("resources: {limits: {a.example/b: x}}", f"{CONTAINER}.resources.limits[…] is not a quantity",
         "Write a number with a Kubernetes suffix, such as 500m, 128Mi or 1.5Gi."),
        ("livenessProbe: {httpGet: {port: 1.5}}",
         f"{PORT} must be an integer or a string, not a fraction or a number beyond its range",
         "Write a whole number."),
    ],
)  # fmt: skip
def test_a_field_of_a_container_is_refused(field: str, message: str, remedy: str) -> None:
    assert of_container(field) == [(message, remedy)]


@pytest.mark.parametrize(
    ("wanted", "value", "remedy"),
    [
        (NUMBER, "'1.5'", "Remove the quotes."), (NUMBER, '"1"', "Remove the quotes."),
        (NUMBER, "'a'", "Write a number here."), (BOOLEAN, "'true'", "Remove the quotes."),
        (BOOLEAN, "'1'", "Write a boolean here."), (INT32, "'1'", "Remove the quotes."),
        (INT32, "'1.5'", "Write an integer here."), (INT64, "'1'", "Remove the quotes."),
        (INT64, "'true'", "Write an integer here."), (STRING, "1", "Put the value in quotes."),
    ],
)  # fmt: skip
def test_quotes_are_told_that_make_another_type_of_a_value(wanted: Type, value: str, remedy: str) -> None:
    (document,) = read_documents(Source("a.yaml", f"a: {value}\n"))
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)

    assert wrong("a", wanted, document.root.values["a"])[1] == remedy


@pytest.mark.parametrize(
    ("value", "message", "remedy"),
    [
        ("a", "data[…] is not base64", "Encode the value as base64, including padding."),
        ("1", "data[…] must be a string in base64, not an integer", "Write a string in base64 here."),
        ("[]", "data[…] must be a string in base64, not a list", "Write a string in base64 here."),
    ],
)
def test_a_value_of_a_secret_is_refused_and_its_key_not_shown(value: str, message: str, remedy: str) -> None:
    assert said(f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata: {{hunter2: {value}}}\n") == [
        (message, remedy)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a${b", "a{{b}}", "$(REPLICAS)", "$REPLICAS", "#{Replicas}#", "#{Replicas}", "__REPLICAS__", "%REPLICAS%",
        "@REPLICAS@",
        "@@REPLICAS@@", "<replicas>", " $A ", "<a b>",
    ],
)  # fmt: skip
def test_a_text_is_a_variable_of_a_template(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["a{{b", "a}}b", "$", "$1", "a$(B)", "<1>", "<>", "a", "%A", "_A_", "#{}", "@A"])
def test_a_text_is_no_variable(text: str) -> None:
    assert not is_placeholder(text)


def test_a_step_of_a_path_is_a_name_or_a_number() -> None:
    assert [step(each) for each in ("a", 0, "a.b", "…")] == [".a", "[0]", "[a.b]", "[…]"]


def test_the_names_in_a_map_of_texts_are_not_shown() -> None:
    assert [shown("a", each) for each in (STRING, BYTES, QUANTITY)] == ["…", "…", "a"]
    assert shown("a b", QUANTITY) == "…"


def test_what_is_left_out_is_counted() -> None:
    assert [untold(each).partition(" of ")[0] for each in (1, 2)] == ["1 more field is", "2 more fields are"]


@pytest.mark.parametrize(
    ("wanted", "fitting", "others"),
    [
        (NUMBER, "1 1.5 -1e3 ~ 0x10", ".inf -.INF .nan '1' true a"),
        (QUANTITY, "1 1.5 1Gi '1' '100m' ~", ".inf .nan true a '1Gib'"),
        (STRING, "a '1' ~ 1Gi", "1 1.5 true .inf"),
        (BOOLEAN, "true no ~", "1 'true' a"),
        (INT32, "1 1.0 1e3 -2147483648 2147483647 ~", "2147483648 -2147483649 1.5 '1' true .inf"),
        (INT64, "1 2147483648 ~", "9223372036854775808 1.5 '1' true"),
        (INT_OR_STRING, "1 a '1' 1.0 ~", "2147483648 1.5 true"),
        (BYTES, "aGk= 'aGk=' ~", "1 a a= true"),
    ],
)
def test_a_scalar_fits_a_type(wanted: Type, fitting: str, others: str) -> None:
    def fitting_of(words: str) -> list[str]:
        (document,) = read_documents(Source("a.yaml", "".join(f"- {each}\n" for each in words.split())))
        assert isinstance(document, Document)
        assert isinstance(document.root, Sequence)
        return [each.text for each in document.root.items if type(each) is Scalar and fits(each, wanted)]

    assert len(fitting_of(fitting)) == len(fitting.split())
    assert fitting_of(others) == []
