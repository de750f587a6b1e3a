"""Words that the model compares, each list written out apart from the tables, and the edges of small values."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.knowledge.products.address_names import (
    capitals,
    is_about_address,
    is_about_host,
    is_about_self,
    is_stem_of_others,
    stem_of,
)
from infracheck.model.base.image_partly import as_far_as_known
from infracheck.model.base.values import KubernetesVersion, Quantity
from infracheck.model.entities.container import Container
from infracheck.model.entities.workload import Pod
from infracheck.model.facts.backups.dumps import dump_in
from infracheck.model.image.called import program_name

ADDRESS_ENDS = [
    "URL", "URI", "URLS", "URIS", "ENDPOINT", "HOST", "HOSTNAME", "ADDRESS", "ADDR", "SERVER", "API", "BASE", "DSN",
    "UPSTREAM", "WEBHOOK", "PUSH_HOOK",
]  # fmt: skip
HOST_ENDS = [
    "HOST", "HOSTS", "HOSTNAME", "HOSTPORT", "HOST_PORT", "ADDR", "ADDRS", "ADDRESS", "ADDRESSES", "SERVER", "SERVERS",
    "ENDPOINT", "ENDPOINTS", "UPSTREAM", "UPSTREAMS", "TARGET", "BACKEND", "PEER", "URL", "URI", "COLLECTOR",
    "HOST_NAME", "BASEURL",
]  # fmt: skip
OWN_WORDS = [
    "BIND", "BINDING", "LISTEN", "LISTENER", "LISTENERS", "LISTENING", "ADVERTISE", "ADVERTISED", "PUBLISH",
    "PUBLISHED", "ANNOUNCE", "SELF", "LOCAL", "POD", "OWN",
]  # fmt: skip
OWN_STEMS = ["", "SERVER", "APP", "APPLICATION", "HTTP", "HTTPS", "WEB", "GRPC", "SITE", "INGRESS", "KC"]
AMOUNTS = {
    "1": 1, "1n": 1e-9, "1u": 1e-6, "1m": 1e-3, "1k": 1e3, "1M": 1e6, "1G": 1e9, "1T": 1e12, "1P": 1e15, "1E": 1e18,
    "1Ki": 1024, "1Mi": 1024**2, "1Gi": 1024**3, "1Ti": 1024**4, "1Pi": 1024**5, "1Ei": 1024**6, "1e3": 1000,
    "1E2": 100, "1e-3": 1e-3, ".5": 0.5, "1.": 1, "-1": -1, "+1": 1, "0.1n": 1e-9, "-0.1n": -1e-9, "0": 0,
    "1.0000000004": 1, "1.0000000006": 1.000000001,
}  # fmt: skip


def dumped(command: str) -> str | None:
    text = f"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      command: [sh, -c, '{command}']\n"
    (container,) = model_in(text).all(Container)
    return dump_in(container)


@pytest.mark.parametrize("end", ADDRESS_ENDS)
def test_a_name_says_that_an_address_follows(end: str) -> None:
    assert is_about_address(f"SHOP_{end}")
    assert not is_about_address(f"SHOP_{end}_X")


@pytest.mark.parametrize("end", HOST_ENDS)
def test_a_name_says_that_a_host_follows(end: str) -> None:
    assert is_about_host(f"SHOP_{end}")
    assert is_about_host(end)
    assert not is_about_host(f"SHOP_{end}X")
    assert stem_of(f"SHOP_{end}") == "SHOP"


def test_a_name_without_such_an_end_is_its_own_stem() -> None:
    assert stem_of("SHOP_NAME") == "SHOP_NAME"
    assert stem_of("ORDER_QUEUE_HOSTNAME") == "ORDER_QUEUE"


@pytest.mark.parametrize("word", OWN_WORDS)
def test_a_name_speaks_of_the_own_address(word: str) -> None:
    assert is_about_self(f"SHOP_{word}_ADDRESS")
    assert not is_about_self(f"SHOP_{word}X_ADDRESS")


def test_a_stem_means_another_program() -> None:
    assert [stem for stem in [*OWN_STEMS, "SHOP", "SERVERS"] if is_stem_of_others(stem)] == ["SHOP", "SERVERS"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("--cart-service.hostName", "CART_SERVICE_HOST_NAME"), ("CART_HOST", "CART_HOST"),
        ("cartHost2Name", "CART_HOST2_NAME"),
        ("a:b", "A_B"), ("-aB", "A_B"),
    ],
)  # fmt: skip
def test_a_name_is_spelt_in_capitals(name: str, expected: str) -> None:
    assert capitals(name) == expected


@pytest.mark.parametrize(("text", "expected"), AMOUNTS.items())
def test_an_amount_is_what_kubernetes_reads(text: str, expected: float) -> None:
    quantity = Quantity.parse(text)
    assert quantity is not None
    assert quantity.amount == pytest.approx(expected, rel=1e-12, abs=0)
    assert str(quantity) == text


@pytest.mark.parametrize("text", ["", "m", "1 m", "1K", "1KI", "1mi", "1e", "--1", "1.2.3", "."])
def test_what_kubernetes_does_not_read_is_no_amount(text: str) -> None:
    assert Quantity.parse(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.34", (1, 34)), ("v1.34", (1, 34)), ("1.34.2", (1, 34)), (" 1.34 ", (1, 34)), ("1", None), ("1.34-a", None),
        ("1.34.2.1", None), ("1.12345", None), ("12345.1", None), ("1234.1234", (1234, 1234)), ("vv1.34", None),
    ],
)  # fmt: skip
def test_a_version_is_read(text: str, expected: tuple[int, int] | None) -> None:
    found = KubernetesVersion.parse(text)
    assert (None if found is None else tuple(found)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${REGISTRY}/web:1", ("1", None)),
        ("$(REGISTRY)/web", (None, None)),
        ("$REGISTRY/web@sha256:" + "a" * 64, (None, "sha256:" + "a" * 64)),
        ("${REGISTRY}web:1", ("1", None)),
        ("${REGISTRY}web", (None, None)),
        ("${REGISTRY}/web@", "unknown"),
        ("${REGISTRY}/web@${DIGEST}", "unknown"),
        ("${BASE}-slim", "unknown"),
        ("${REGISTRY}/web:${TAG}", "unknown"),
        ("${REGISTRY}/${NAME}", "unknown"),
        ("${REGISTRY}/:1", "unknown"),
        ("${IMAGE}", "unknown"),
    ],
)
def test_an_image_is_known_as_far_as_its_end_tells(text: str, expected: object) -> None:
    found = as_far_as_known(text)
    assert ("unknown" if found is None else (found.tag, found.digest)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("apt-get", "apt-get"), ("/usr/bin/apt-get", "apt-get"), ("/usr/local/bin/pip3", "pip3"), ("./apt", "./apt"),
        ("/busybox/sh", "sh"), ("/opt/venv/bin/pip", "pip"), ("/opt/venv/bin/python3", "python3"),
        ("/srv/bin/apt-get", "/srv/bin/apt-get"), ("/usr/bin/", ""), ("scripts/curl", "scripts/curl"),
        ("/busyboxes/wget", "/busyboxes/wget"),
    ],
)  # fmt: skip
def test_a_word_runs_a_program(word: str, expected: str) -> None:
    assert program_name(word) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pg_dump shop > /backup/shop.sql", "pg_dump"),
        ("pg_dump shop", None),
        ("pg_dump shop > /backup/a && aws s3 cp /backup/a s3://a", None),
        ("tar c /srv > /backup/a", None),
        ("echo a > /backup/a", None),
    ],
)
def test_a_command_leaves_a_dump_in_its_pod(command: str, expected: str | None) -> None:
    assert dumped(command) == expected


@pytest.mark.parametrize(
    ("group", "is_maker"),
    [
        ("example.com", True), ("snapshot.storage.k8s.io", False), ("monitoring.coreos.com", False),
        ("argoproj.io", False), ("source.toolkit.fluxcd.io", False), ("kyverno.io", False),
        ("networking.istio.io", False), ("traefik.io", False), ("notraefik.com", True),
    ],
)  # fmt: skip
def test_an_operators_resource_may_make_what_is_called_after_it(group: str, is_maker: bool) -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  containers:\n    - name: web\n"
        "      envFrom: [{secretRef: {name: main-app}}]\n---\napiVersion: v1\nkind: Secret\n"
        "metadata: {name: other, namespace: shop}\n---\n"
        f"apiVersion: {group}/v1\nkind: Thing\nmetadata: {{name: main, namespace: shop}}\nspec: {{}}\n"
    )
    missing = [each.use.name for pod in model_in(text).all(Pod) for each in pod.missing("Secret")]

    assert missing == ([] if is_maker else ["main-app"])
