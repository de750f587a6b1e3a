"""The example products, one for each family of dependencies: their faults are found, and no fault in the twins."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from os.path import dirname, join
from pathlib import Path
from typing import Any

import pytest

import infracheck
from infracheck.report.formats import catalogue

ROOT = dirname(dirname(__file__))
PRODUCTS = join("fixtures", "products")
FAMILIES = ("sql", "documents", "queues", "search", "object-storage", "mail")
REPORTS = tuple(catalogue.SCAN)
INVENTORIES = tuple(catalogue.INVENTORY)
# what the inventory says of some of the services: kind, host, port, TLS
DEPENDENCIES: dict[str, set[tuple[str, str, int, str | None]]] = {
    "sql": {
        ("PostgreSQL", "guests.cjq3x9.eu-central-1.rds.amazonaws.com", 5432, "opportunistic"),
        ("PostgreSQL", "bookings-db-rw.bookings", 5432, None),
        ("MySQL", "billing.cjq3x9.eu-central-1.rds.amazonaws.com", 3306, "off"),
        ("MySQL", "rates.cjq3x9.eu-central-1.rds.amazonaws.com", 3306, "verified"),
        ("SQL Server", "bookings-archive.database.windows.net", 1433, "unverified"),
    },
    "documents": {
        ("MongoDB", "catalogue-rs0.library", 27017, "off"),
        ("MongoDB", "reviews.k2x9d.mongodb.net", 27017, "unverified"),
        ("Couchbase", "loans.federation.example.org", 11210, "off"),
        ("Neo4j", "authors-staging.federation.example.org", 7687, "unverified"),
    },
    "queues": {
        ("AMQP", "b-7d1e40c2.mq.eu-central-1.amazonaws.com", 5671, "off"),
        ("AMQP", "printers.example.net", 5671, "unverified"),
        ("Kafka", "b-1.archive.4kq2zd.c3.kafka.eu-central-1.amazonaws.com", 9096, "off"),
        ("Kafka", "positions-kafka-bootstrap.fleet", 9093, "verified"),
        ("MQTT", "telemetry.vans.example.com", 1883, "off"),
        ("NATS", "events.example.net", 4222, "verified"),
    },
    "search": {
        ("Elasticsearch", "listings-es-http.jobboard", 9200, "off"),
        ("Elasticsearch", "offers.es.eu-central-1.aws.found.io", 9243, "unverified"),
        ("HTTP", "solr.agencies.example.net", 8983, "off"),
        ("Redis", "master.suggest.c3xkq9.euc1.cache.amazonaws.com", 6379, "unverified"),
    },
    "object-storage": {
        ("Azure Storage", "museumscans.blob.core.windows.net", 443, "off"),
        ("S3", "lab.example.org", 9000, "verified"),
        ("S3", "minio.photos", 443, "off"),
        ("S3", "objects.cdn.example.net", 9000, "off"),
    },
    "mail": {
        ("LDAP", "directory.house.example.com", 389, "off"),
        ("SMTP", "smtp.eu.mailgun.org", 587, "opportunistic"),
        ("SMTP", "smtp.house.example.com", 25, "off"),
        ("SMTP", "smtp.sendgrid.net", 465, "unverified"),
    },
}


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def product(family: str) -> str:
    return join(PRODUCTS, family)


def repaired(family: str) -> str:
    return join(PRODUCTS, f"{family}-fixed")


def places(folder: str) -> list[str]:
    report = infracheck.scan([folder])
    assert report.faults == ()
    return sorted(
        f"{os.path.relpath(each.path, folder).replace(os.sep, '/')}:{each.line}:{each.column} {each.policy_id}"
        for each in report.findings
    )


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "infracheck", *arguments]
    return subprocess.run(words, capture_output=True, check=False, encoding="utf-8")


def secrets_in(folder: str) -> set[str]:
    """The made-up values of a product: they start with `demo-`, in base64 too."""
    found: set[str] = set()
    for path in (each for each in Path(folder).rglob("*") if each.is_file()):
        text = path.read_text(encoding="utf-8")
        found.update(re.findall(r"demo-(?:password|key)-[\w-]+", text))
        for word in re.findall(r"^ +[\w.-]+: ([A-Za-z0-9+/]{16,}={0,2})$", text, flags=re.M):
            if len(word) % 4 == 0 and b"demo-" in b64decode(word):
                found |= {word, *re.findall(r"demo-[\w-]+", b64decode(word).decode())}
    return found


def dependencies(folder: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(command("inventory", folder, "-f", "json").stdout)["dependencies"]
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_a_product_has_the_expected_findings(family: str) -> None:
    with open(join(product(family), "expected.txt"), encoding="utf-8") as file:
        assert places(product(family)) == sorted(file.read().splitlines())


@pytest.mark.parametrize("family", FAMILIES)
def test_the_repaired_product_passes_the_gate(family: str) -> None:
    done = command("scan", repaired(family), "--fail-on", "low", "--include-waived", "-f", "json")

    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])


@pytest.mark.parametrize("family", FAMILIES)
def test_pods_of_the_repaired_product_see_a_rotated_secret(family: str) -> None:
    assert infracheck.scan([product(family)], select=["secret-reload"]).findings
    assert infracheck.scan([repaired(family)], select=["secret-reload"]).findings == ()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("action", "forms"), [("scan", REPORTS), ("inventory", INVENTORIES)])
def test_no_report_shows_a_secret(family: str, action: str, forms: tuple[str, ...], tmp_path: Path) -> None:
    values = secrets_in(product(family))
    done = command(action, product(family), *(word for form in forms for word in ("-f", f"{form}={tmp_path / form}")))

    assert len(values) >= 3
    for form in forms:
        written = (tmp_path / form).read_text(encoding="utf-8") + done.stdout + done.stderr
        assert len(written) > 500
        assert [each for each in values if each in written] == [], form


@pytest.mark.parametrize("family", FAMILIES)
def test_the_inventory_shows_what_a_product_depends_on(family: str) -> None:
    shown = {
        (each["kind"], each["host"], each["port"], each["ssl_config"]["value"])
        for each in dependencies(product(family))
    }

    assert shown >= DEPENDENCIES[family]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_repaired_product_reaches_nothing_outside_without_tls(family: str) -> None:
    ratings = [each["ssl_config"]["value"] for each in dependencies(repaired(family)) if each["location"] == "external"]

    assert set(ratings) <= {"verified", None}


def test_a_host_that_only_a_secret_tells_is_not_shown() -> None:
    (partners,) = (each for each in dependencies(product("sql")) if each["host"] is None)

    assert (partners["kind"], partners["connection_url"]) == ("PostgreSQL", "postgresql+psycopg://***")
    assert (partners["ssl_config"]["value"], partners["credentials"]["value"]) == ("unverified", "from a Secret")


def test_a_switched_off_backup_is_shown_as_such() -> None:
    (bookings,) = (each for each in dependencies(product("sql")) if each["host"] == "bookings-db-rw.bookings")

    assert bookings["backup_policy"]["value"].endswith("kept 3d, suspended")


def test_an_address_is_followed_through_an_external_name() -> None:
    (jobs,) = (
        each
        for each in dependencies(product("queues"))
        if each["kind"] == "AMQP" and each["host"] == "b-7d1e40c2.mq.eu-central-1.amazonaws.com"
    )

    assert {each["name"] for each in jobs["addresses"]} == {"DEAD_LETTERS_URL", "spring.rabbitmq.host"}
    assert jobs["used_by"] == ["manifest:fleet/CronJob/requeue", "manifest:fleet/Deployment/dispatch"]
