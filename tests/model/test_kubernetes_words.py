"""Names that Kubernetes and frameworks give, each list written out apart from the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.model.tools import model_in

from infracheck import AnyRole, Workload
from infracheck.knowledge.words.environments import STAGES, stage_of, stage_of_host
from infracheck.model.base.fact import Known
from infracheck.model.entities.rbac import ClusterRole, Role

WORDS = Path(__file__).parent / "words"
ROLE = (
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: {}\nmetadata: {{name: '{}', namespace: kube-system}}\nrules: []\n"
)
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers: [{{name: a, env: [{}]}}]\n"

PRODUCTION = ["production", "prod", "prd"]
STAGING = ["staging", "stage", "stg", "preprod", "preproduction", "uat", "pre-prod", "pre-production"]
DEVELOPMENT = ["development", "develop", "dev", "devel"]
TEST = ["test", "testing", "tst", "qa", "sit"]
BY_STAGE = {"production": PRODUCTION, "staging": STAGING, "development": DEVELOPMENT, "test": TEST}


def is_built_in(kind: type[AnyRole], name: str) -> bool:
    text = ROLE.format(kind.__name__, name)
    (role,) = model_in(text, "role.yaml").all(kind)
    return role.is_built_in


def environment_of(*variables: tuple[str, str]) -> object:
    env = ", ".join(f"{{name: {name}, value: '{value}'}}" for name, value in variables)
    (workload,) = model_in(POD.format(env), "pod.yaml").all(Workload)
    found = workload.configuration.environment
    return found.value if isinstance(found, Known) else None


def built_in_roles() -> list[str]:
    lines = (WORDS / "built-in-roles.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_kubernetes_makes_these_roles() -> None:
    assert [name for name in built_in_roles() if not is_built_in(ClusterRole, name)] == []


def test_a_name_alike_is_a_role_of_a_user() -> None:
    alike = [
        "system:shop", "system:controller:shop", "kubeadm:shop", "view-all", "node", "coredns",
        "extension-apiserver-authentication-reader",
    ]  # fmt: skip
    assert [name for name in alike if is_built_in(ClusterRole, name)] == []


@pytest.mark.parametrize("name", ["cluster-admin", "admin", "edit", "view"])
def test_a_plain_name_is_one_of_a_cluster_role_alone(name: str) -> None:
    assert is_built_in(ClusterRole, name)
    assert not is_built_in(Role, name)


@pytest.mark.parametrize(("stage", "word"), [(stage, word) for stage, words in BY_STAGE.items() for word in words])
def test_a_word_names_a_stage(stage: str, word: str) -> None:
    assert stage_of(word) == stage
    assert stage_of(f" {word.upper()} ") == stage
    assert stage_of(f"eu-{word}-2") == stage
    assert stage_of_host(f" {word.upper()}.db.example.com. ") == stage
    assert word in STAGES or "-" in word


@pytest.mark.parametrize(("word", "stage"), [("live", "production"), ("local", "development"), ("ci", "test")])
def test_a_word_names_a_stage_alone(word: str, stage: str) -> None:
    assert stage_of(word) == stage
    assert stage_of(f"shop-{word}") is None


@pytest.mark.parametrize("word", ["non", "not", "no"])
def test_a_word_takes_a_stage_back(word: str) -> None:
    assert stage_of(f"{word}-prod") is None
    assert stage_of(f"{word}-dev") is None
    assert stage_of(f"shop-{word}-prod-1") is None
    assert stage_of(f"{word}e-prod") == "production"


def test_before_makes_staging_of_production_alone() -> None:
    assert stage_of("pre-dev") is None
    assert stage_of("pre-test-prod") == "production"


@pytest.mark.parametrize(("length", "expected"), [(200, "production"), (201, None)])
def test_a_long_text_names_no_stage(length: int, expected: str | None) -> None:
    assert stage_of("prod" + "-" * (length - 4)) == expected


@pytest.mark.parametrize("host", ["dev.azure.com", "dev.mysql.com", "dev.virtualearth.net", "test.pypi.org",
                                  "prod-eu.grafana.net", "shop.dev.azure.com"])  # fmt: skip
def test_a_service_for_everyone_names_no_stage(host: str) -> None:
    assert stage_of_host(host) is None


def test_the_first_and_the_last_word_of_a_label_name_a_stage() -> None:
    assert stage_of_host("db-dev-main.example.com") is None
    assert stage_of_host("dev-db-main.example.com") == "development"
    assert stage_of_host("main-db-dev.example.com") == "development"
    assert stage_of_host("db-dev.example.com") == "development"
    assert stage_of_host("10.0.0.1") is None


@pytest.mark.parametrize(
    "name",
    [
        "ENVIRONMENT", "ENVIRONMENT_NAME", "ENV", "ENV_NAME", "APP_ENV", "APP_ENVIRONMENT", "APPLICATION_ENV",
        "APPLICATION_ENVIRONMENT", "DEPLOY_ENV", "DEPLOYMENT_ENV", "DEPLOYMENT_ENVIRONMENT", "DEPLOY_ENVIRONMENT",
        "STAGE", "DEPLOYMENT_STAGE", "SPRING_PROFILES_ACTIVE", "QUARKUS_PROFILE", "MICRONAUT_ENVIRONMENTS",
        "SENTRY_ENVIRONMENT", "DD_ENV", "RUN_ENV", "RUNTIME_ENV", "RUNTIME_ENVIRONMENT", "SERVICE_ENV", "CLUSTER_ENV",
        "TARGET_ENV", "REACT_APP_ENV", "NEW_RELIC_ENVIRONMENT", "ELASTIC_APM_ENVIRONMENT",
    ],
)  # fmt: skip
def test_a_variable_says_where_something_runs(name: str) -> None:
    assert environment_of((name, "staging")) == "staging"
    assert environment_of((name, "staging"), ("NODE_ENV", "production")) == "staging"


@pytest.mark.parametrize(
    "name",
    [
        "NODE_ENV", "RAILS_ENV", "RACK_ENV", "FLASK_ENV", "GO_ENV", "MIX_ENV", "PHP_ENV", "ASPNETCORE_ENVIRONMENT",
        "DOTNET_ENVIRONMENT", "DJANGO_SETTINGS_MODULE", "DJANGO_ENV",
    ],
)  # fmt: skip
def test_a_variable_says_how_a_framework_runs(name: str) -> None:
    assert environment_of((name, "production")) == "production"
    assert environment_of((name, "production"), ("ENVIRONMENT", "staging")) == "staging"
