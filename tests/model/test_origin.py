"""Which Dockerfile builds an image: a build file says so, or a name leaves no doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infracheck.model.base.fact import Known
from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.container import Container
from infracheck.model.graph.build import build
from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree
    from infracheck.source.text.problem import Problem
    from infracheck.source.yaml.tree import Document

UNTIED = "? no scanned Dockerfile is known to build the image"


def web(image: str, files: dict[str, str], security: str = "{}") -> Container:
    pod = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
    - name: web
      image: {image}
      securityContext: {security}
"""
    items: list[Document | DockerfileTree | Problem] = []
    for path, text in {"k8s/web.yaml": pod, **files}.items():
        source = Source(path, text)
        items.extend(read_documents(source) if path.endswith("yaml") else [parse_dockerfile(source)])
    return build(items, NEWEST_KUBERNETES).model.all(Container)[0]


def origin(image: str, *paths: str, **files: str) -> str:
    fact = web(image, {**dict.fromkeys(paths, "FROM debian:13\nUSER app\n"), **files}).dockerfile
    return fact.value.path if isinstance(fact, Known) else f"? {fact.why}"


@pytest.mark.parametrize(
    ("image", "path"),
    [
        ("shop/web:7", "web/Dockerfile"),
        ("ghcr.io/shop/web@sha256:ab", "services/web/Containerfile"),
        ("web", "Dockerfile.web"),
        ("web", "docker/web.Dockerfile"),
        ("web", "web-dockerfile"),
    ],
)
def test_a_name_ties_an_image_to_its_dockerfile(image: str, path: str) -> None:
    assert origin(image, path, "db/Dockerfile") == path


@pytest.mark.parametrize("path", ["Dockerfile", "webshop/Dockerfile", "web/app/Dockerfile"])
def test_another_name_ties_nothing(path: str) -> None:
    assert origin("shop/web:7", path) == UNTIED


def test_two_dockerfiles_of_one_name_tie_nothing() -> None:
    assert origin("shop/web:7", "a/web/Dockerfile", "b/web/Dockerfile") == UNTIED


def test_a_dockerfile_that_starts_from_the_image_does_not_build_it() -> None:
    assert origin("shop/web:7", **{"web/Dockerfile": "FROM shop/web:6\nUSER root\n"}) == UNTIED


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("build: ./backend", "backend/Dockerfile"),
        ("build: {context: backend}", "backend/Dockerfile"),
        ("build: {context: ., dockerfile: backend/Dockerfile.prod}", "backend/Dockerfile.prod"),
    ],
)
def test_a_compose_file_says_what_builds_an_image(service: str, path: str) -> None:
    compose = f"services:\n  api:\n    image: shop/web:dev\n    {service}\n"

    assert origin("shop/web:7", path, "web/Dockerfile", **{"compose.yaml": compose}) == path


def test_a_skaffold_file_says_what_builds_an_image() -> None:
    skaffold = (
        "apiVersion: skaffold/v4beta11\nkind: Config\nbuild:\n  artifacts:\n"
        "    - image: shop/web\n      context: src\n      docker: {dockerfile: prod.Dockerfile}\n"
    )

    assert origin("shop/web:7", "src/prod.Dockerfile", **{"skaffold.yaml": skaffold}) == "src/prod.Dockerfile"


def test_a_build_file_that_names_what_is_not_there_ties_nothing() -> None:
    compose = "services:\n  api:\n    image: shop/web\n    build: ./gone\n"

    assert origin("shop/web:7", **{"compose.yaml": compose}) == UNTIED


def user(security: str, dockerfile: str | None) -> tuple[str, list[str]]:
    files = {} if dockerfile is None else {"web/Dockerfile": dockerfile}
    fact = web("shop/web:7", files, security).user
    if isinstance(fact, Known):
        return str(fact.value), [f"{note.span.path}:{note.span.line}" for note in fact.because]
    return f"? {fact.why}", []


def test_the_user_is_the_images_and_the_chain_leads_there() -> None:
    value, chain = user("{}", "FROM debian:13\nRUN true\nUSER 33\n")

    assert value == "33"
    assert chain[0] == "web/Dockerfile:3"


def test_the_security_context_has_the_last_word_on_the_user() -> None:
    assert user("{runAsUser: 1000}", "FROM debian:13\nUSER root\n") == ("1000", ["k8s/web.yaml:8"])


def test_without_a_dockerfile_the_user_is_unknown() -> None:
    assert user("{}", None) == (UNTIED, [])


def test_a_dockerfile_that_leaves_the_user_to_its_base_leaves_it_unknown() -> None:
    assert user("{}", "FROM debian:13\n")[0] == "? the base image sets it"
