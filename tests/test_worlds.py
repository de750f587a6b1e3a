"""Renderings of the same objects are judged apart, and what stands as it is beside each of them."""

from __future__ import annotations

import pytest

from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.graph.build import Built
from infracheck.session import load_catalogue
from infracheck.source.text.rendered import Origin, RenderedSource, Rendering
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document
from infracheck.worlds import MOST_WORLDS, build_worlds, judge_worlds

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers:
        - name: web
          image: nginx:1.27.3
          env:
            - name: LEVEL
              valueFrom: {{configMapKeyRef: {{name: settings, key: {key}}}}}
"""
CONFIG_MAP = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings}}\ndata: {{{key}: debug}}\n"


def rendered(environment: str, text: str) -> list[Document]:
    """The documents of an overlay."""
    rendering = Rendering("kustomize", f"{environment}/kustomization.yaml")
    path = f"{environment}/@rendered"
    source = RenderedSource(path, text, rendering, lambda span: Origin(span, True, span.line))
    return [each for each in read_documents(source) if isinstance(each, Document)]


def written(path: str, text: str) -> list[Document]:
    """The documents of a file that is judged as it stands."""
    return [each for each in read_documents(Source(path, text)) if isinstance(each, Document)]


def found(built: Built, policy: str) -> list[str]:
    """Where the policy finds something."""
    policies = load_catalogue().select((policy,), ())
    return [each.span.path for each in judge_worlds(built, policies, {}, 1) if hasattr(each, "policy_id")]


def overlay(environment: str, key: str, wanted: str) -> list[Document]:
    """A Deployment that wants a key of a ConfigMap that has another or the same."""
    return rendered(environment, DEPLOYMENT.format(name="web", key=wanted) + CONFIG_MAP.format(key=key))


def test_each_environment_is_held_against_its_own_objects() -> None:
    right = [*overlay("staging", "a", "a"), *overlay("production", "b", "b")]
    wrong = [*overlay("staging", "a", "a"), *overlay("production", "b", "a")]

    assert found(build_worlds(right, NEWEST_KUBERNETES), "config-map-key") == []
    assert found(build_worlds(wrong, NEWEST_KUBERNETES), "config-map-key") == ["production/@rendered"]


def test_what_is_the_same_everywhere_is_found_only_where_every_environment_agrees() -> None:
    worker = written("worker.yaml", DEPLOYMENT.format(name="worker", key="a"))
    one = [*worker, *overlay("staging", "a", "a"), *overlay("production", "b", "b")]
    none = [*worker, *overlay("staging", "c", "c"), *overlay("production", "b", "b")]

    assert found(build_worlds(one, NEWEST_KUBERNETES), "config-map-key") == []
    assert found(build_worlds(none, NEWEST_KUBERNETES), "config-map-key") == ["worker.yaml"]


def test_renderings_without_a_common_object_stand_in_one_world() -> None:
    items = [*rendered("a", CONFIG_MAP.format(key="a")), *rendered("b", DEPLOYMENT.format(name="web", key="b"))]
    built = build_worlds(items, NEWEST_KUBERNETES)

    assert built.further == ()
    assert found(built, "config-map-key") == ["b/@rendered"]


@pytest.mark.parametrize(("environments", "worlds"), [(2, 2), (MOST_WORLDS, MOST_WORLDS), (40, MOST_WORLDS)])
def test_there_are_only_so_many_worlds(environments: int, worlds: int) -> None:
    items = [each for number in range(environments) for each in overlay(f"e{number}", "a", "a")]
    built = build_worlds(items, NEWEST_KUBERNETES)

    assert len(built.models) == worlds
    assert built.objects == 2 * environments
    assert len(built.apart) == environments
