"""What the files of ConfigMaps name: whole addresses, and settings that belong together."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.entities.dependency import CredentialSource, Dependency
from infracheck.report.inventory.dependencies import dependency_of, id_of
from infracheck.report.inventory.ids import Ids
from infracheck.report.inventory.listed import Lists

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, namespace: shop}\ndata:\n"


def block(file: str, content: str) -> str:
    return f"  {file}: |\n" + "".join(f"    {line}\n" for line in content.split("\n"))


def dependencies(*files: tuple[str, str]) -> list[Dependency]:
    text = HEAD + "".join(block(*each) for each in files)
    return list(model_in(text).all(Dependency))


def told(found: Dependency) -> tuple[str, str, str | None]:
    return found.kind, found.host, found.tls.value.name if isinstance(found.tls, Known) else None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((f"redis.{end}", "Redis") for end in (
            "host", "hostname", "server", "addr", "address", "endpoint", "hosts", "servers", "contact-points", "nodes",
            "Host", "contactPoints",
        )),
        *((f"shop.{end}", "Kafka") for end in (
            "bootstrap.servers", "bootstrapServers", "kafka.brokers", "kafka.broker", "kafka.hosts",
            "kafka.broker.list", "kafka.servers",
        )),
    ],
)  # fmt: skip
def test_a_setting_names_a_host_by_its_end(name: str, kind: str) -> None:
    found = dependencies(("app.properties", f"{name}=data.example.com:7000"))

    assert [(each.kind, each.host, each.port) for each in found] == [(kind, "data.example.com", 7000)]


@pytest.mark.parametrize(
    "end",
    ["host", "hostname", "server", "addr", "address", "endpoint", "target", "upstream", "backend", "peer"],
)
def test_a_setting_names_a_service_of_the_scan_by_its_end(end: str) -> None:
    service = (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{port: 80}]}\n"
    )
    text = HEAD + block("app.properties", f"cart.{end}=cart:80\ncart.{end}s.name=cart:80") + service

    assert [(each.host, each.port) for each in model_in(text).all(Dependency)] == [("cart", 80)]


def test_settings_of_different_files_do_not_belong_together() -> None:
    apart = dependencies(("app.env", "SMTP_TLS=false"), ("other.env", "SMTP_HOST=mail.example.com"))
    together = dependencies(("app.env", "SMTP_TLS=false\nSMTP_HOST=mail.example.com"))

    assert [told(each) for each in (*apart, *together)] == [
        ("SMTP", "mail.example.com", None),
        ("SMTP", "mail.example.com", "OFF"),
    ]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("app.ini", "[smtp]\nhost=mail.example.com\n[other.smtp]\ntls=false"),
        ("app.toml", '[smtp]\nhost = "mail.example.com"\n[other.smtp]\ntls = false'),
        ("app.json", '{"smtp": {"host": "mail.example.com"}, "other": {"smtp": {"tls": false}}}'),
        ("app.yaml", "smtp: {host: mail.example.com}\n---\nsmtp: {tls: false}"),
    ],
)
def test_settings_of_different_sections_and_documents_do_not_belong_together(file: str, content: str) -> None:
    assert [told(each) for each in dependencies((file, content))] == [("SMTP", "mail.example.com", None)]


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("app.ini", "[smtp]\nhost = mail.example.com\ntls = false", ("SMTP", "mail.example.com", "OFF")),
        ("grafana.ini", "[smtp]\nhost = mail.example.com:587\nskip_verify = true",
         ("SMTP", "mail.example.com", "UNVERIFIED")),
        ("app.toml", '[s3]\nendpoint = "http://objects.example.com"', ("S3", "objects.example.com", "OFF")),
        ("app.toml", '[s3]\nendpoint = "objects.example.com:9000"\nsecure = false',
         ("S3", "objects.example.com", "OFF")),
        ("app.toml", '[elasticsearch]\nhost = "es.example.com"\nhttps = true\nverify_certs = false',
         ("Elasticsearch", "es.example.com", "UNVERIFIED")),
        ("app.toml", '[elasticsearch]\nhost = "es.example.com"\nhttps = false\nverify_certs = false',
         ("Elasticsearch", "es.example.com", "OFF")),
        ("appsettings.json", '{"Smtp": {"Host": "mail.example.com", "EnableSsl": false}}',
         ("SMTP", "mail.example.com", "OFF")),
        ("app.json", '{"shop": {"rabbitMq": {"hostName": "q.example.com", "sslEnabled": false}}}',
         ("AMQP", "q.example.com", "OFF")),
        ("app.yaml", "env:\n  DB_HOST: d.example.com\n  DB_SSL: 'false'", ("database", "d.example.com", "OFF")),
        ("app.yaml", "kafka:\n  brokers: ['k.example.com:9092']\n  security: {protocol: PLAINTEXT}",
         ("Kafka", "k.example.com", "OFF")),
        ("filebeat.yml", "output.elasticsearch:\n  hosts: ['https://e.example.com']\n  ssl.verification_mode: none",
         ("Elasticsearch", "e.example.com", "UNVERIFIED")),
        ("kibana.yml", 'elasticsearch.hosts: ["https://e.example.com"]\nelasticsearch.ssl.verificationMode: none',
         ("Elasticsearch", "e.example.com", "UNVERIFIED")),
        ("kibana.yml", 'elasticsearch.hosts: ["https://e.example.com"]\nelasticsearch.ssl.verificationMode: full',
         ("Elasticsearch", "e.example.com", "VERIFIED")),
    ],
)  # fmt: skip
def test_a_section_qualifies_its_keys(file: str, content: str, expected: tuple[str, str, str]) -> None:
    assert [told(each) for each in dependencies((file, content))] == [expected]


def test_what_is_switched_off_is_no_dependency() -> None:
    assert dependencies(("grafana.ini", "[smtp]\nenabled = false\nhost = mail.example.com\nskip_verify = true")) == []


@pytest.mark.parametrize(
    ("tree", "lines", "expected"),
    [
        ("rabbitmq: {host: q.example.com, ssl: {enabled: false}}",
         "spring.rabbitmq.host=q.example.com\nspring.rabbitmq.ssl.enabled=false", ("AMQP", "q.example.com", "OFF")),
        ("data: {redis: {host: r.example.com, ssl: {enabled: false}}}",
         "spring.data.redis.host=r.example.com\nspring.data.redis.ssl.enabled=false",
         ("Redis", "r.example.com", "OFF")),
        ("elasticsearch: {uris: 'http://e.example.com:9200'}", "spring.elasticsearch.uris=http://e.example.com:9200",
         ("Elasticsearch", "e.example.com", "OFF")),
        ("kafka: {bootstrap-servers: 'k.example.com:9092', properties: {security.protocol: SASL_PLAINTEXT}}",
         "spring.kafka.bootstrap-servers=k.example.com:9092\nspring.kafka.properties.security.protocol=SASL_PLAINTEXT",
         ("Kafka", "k.example.com", "OFF")),
        ("mail: {host: m.example.com, properties: {mail.smtp.starttls.enable: false}}",
         "spring.mail.host=m.example.com\nspring.mail.properties.mail.smtp.starttls.enable=false",
         ("SMTP", "m.example.com", "OFF")),
        ("mail: {host: m.example.com, properties: {mail: {smtp: {starttls: {enable: true}}}}}",
         "spring.mail.host=m.example.com\nspring.mail.properties.mail.smtp.starttls.enable=true",
         ("SMTP", "m.example.com", "OPPORTUNISTIC")),
        ("mail: {host: m.example.com, properties: {mail.smtp.starttls: {required: true}}}",
         "spring.mail.host=m.example.com\nspring.mail.properties.mail.smtp.starttls.required=true",
         ("SMTP", "m.example.com", None)),
        ("mail: {host: m.example.com, port: 465, properties: {mail.smtp.ssl: {trust: '*'}}}",
         "spring.mail.host=m.example.com\nspring.mail.port=465\nspring.mail.properties.mail.smtp.ssl.trust=*",
         ("SMTP", "m.example.com", "UNVERIFIED")),
    ],
)  # fmt: skip
def test_spring_reads_the_same_from_a_tree_and_from_lines(
    tree: str, lines: str, expected: tuple[str, str, str]
) -> None:
    found = (
        *dependencies(("application.yaml", f"spring:\n  {tree}")),
        *dependencies(("application.properties", lines)),
    )

    assert [told(each) for each in found] == [expected] * 2


def test_a_profile_takes_what_holds_for_all_of_them() -> None:
    host = "spring.rabbitmq.host: q.example.com"
    switch = "spring: {config: {activate: {on-profile: dev}}, rabbitmq: {ssl: {enabled: false}}}"

    for files in (
        (("application.yml", f"{host}\n---\n{switch}"),),
        (("application.yml", host), ("application-dev.properties", "spring.rabbitmq.ssl.enabled=false")),
    ):
        assert [told(each) for each in dependencies(*files)] == [
            ("AMQP", "q.example.com", None), ("AMQP", "q.example.com", "OFF"),
        ]  # fmt: skip
    others = (
        ("application-prod.properties", "spring.rabbitmq.host=q.example.com"),
        ("application-dev.properties", "spring.rabbitmq.ssl.enabled=false"),
    )
    assert [told(each) for each in dependencies(*others)] == [("AMQP", "q.example.com", None)]


AZURE = "DefaultEndpointsProtocol=http;AccountName=shop;AccountKey=x7Tq9fLsWm2Rk8Zp4YvB;EndpointSuffix=core.windows.net"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Server=tcp:x.database.windows.net,1433;Database=shop;Encrypt=False",
         ("SQL Server", "x.database.windows.net", "OFF")),
        ("cache.example.com:6380,password=x7Tq9fLs,ssl=False,abortConnect=False",
         ("Redis", "cache.example.com", "OFF")),
        (AZURE, ("Azure Storage", "shop.blob.core.windows.net", "OFF")),
        ("host=d.example.com dbname=shop sslmode=disable", ("PostgreSQL", "d.example.com", "OFF")),
        ("shop:x7Tq9fLs@tcp(d.example.com:3306)/shop?tls=false", ("MySQL", "d.example.com", "OFF")),
    ],
)  # fmt: skip
def test_strings_of_parts_are_read_in_files(text: str, expected: tuple[str, str, str]) -> None:
    tree = f'{{"ConnectionStrings": {{"Shop": "{text}"}}}}'

    for file, content in (("appsettings.json", tree), (".env", f"SHOP={text}"), ("app.properties", f"a.shop={text}")):
        assert [told(each) for each in dependencies((file, content))] == [expected]


@pytest.mark.parametrize(
    "content",
    [
        "expr: sum(rate(http{host='a', ssl=\"x\"}[5m])) by (host)",
        "args: host=a password=b",
        "line: 6380,password=x,ssl=False",
        "mail: {address: shop@example.com}",
        "mail: {address: shop}",
        "elastic: {nodes: 3}",
        "redis: {server: true}",
        "smtp: {host: '${SMTP_HOST}', tls: false}",
    ],
)
def test_what_is_no_address_makes_no_dependency(content: str) -> None:
    assert dependencies(("app.yaml", content)) == []


@pytest.mark.parametrize(
    ("content", "source"),
    [
        ("spring.datasource.url=jdbc:postgresql://d.example.com/x\nspring.datasource.password=x7Tq9fLs",
         Known(CredentialSource.INLINE)),
        ("[database]\nurl=mysql://d.example.com/x\npassword=x7Tq9fLs", Known(CredentialSource.INLINE)),
        ("redis.url=redis://r.example.com", Known(CredentialSource.NONE)),
    ],
)  # fmt: skip
def test_a_password_beside_an_address_in_a_file_is_its_own(content: str, source: Known[CredentialSource]) -> None:
    (found,) = dependencies(("app.properties", content))

    assert found.credentials == source


@pytest.mark.parametrize(
    "content",
    [
        "spring.datasource.url=jdbc:postgresql://d.example.com/x\nspring.datasource.password=${DB_PASSWORD}",
        "spring.datasource.url=jdbc:postgresql://d.example.com/x",
        "spring.datasource.url=jdbc:postgresql://d.example.com/x?user=shop",
    ],
)
def test_a_password_that_stands_elsewhere_is_unknown(content: str) -> None:
    (found,) = dependencies(("application.properties", content))

    assert not isinstance(found.credentials, Known)


def test_the_first_of_a_list_in_a_line_stands_for_all() -> None:
    (found,) = dependencies(("telegraf.conf", 'servers = ["u:p@tcp(d.example.com:3306)/", "u:p@tcp(e.example.com)/"]'))

    assert (found.kind, found.host) == ("MySQL", "d.example.com")


def test_a_file_of_many_profiles_is_read_in_no_time() -> None:
    host = "\n".join(f"h{number}.redis.host: r{number}.example.com" for number in range(800))
    profiles = "\n---\n".join(f"spring.profiles: p{n}\nspring: {{profiles: p{n}}}" for n in range(800))

    assert len(dependencies(("application.yml", f"{host}\n---\n{profiles}"))) == 800


def test_a_file_of_many_sections_is_read_in_no_time() -> None:
    sections = "\n".join(f"[s{number}.smtp]\nhost=m{number}.example.com\ntls=false" for number in range(1500))

    assert len(dependencies(("app.ini", sections))) == 1500


def test_the_inventory_says_where_a_password_stands() -> None:
    content = "spring.datasource.url=jdbc:postgresql://d.example.com/x\nspring.datasource.password=x7Tq9fLs"
    (found,) = dependencies(("app.properties", content))
    shown = dependency_of(found.endpoint, id_of(found.endpoint), Ids(), Lists())

    assert shown.credentials.value == "in a variable, unencrypted"
