"""No value of a secret is in an inventory, in no format and no spelling, wherever it stands."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pytest

from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.report.formats import catalogue

FORMATS = tuple(catalogue.INVENTORY)
# of every shape that credentials have: words with digits, one word, capitals, a phrase, base64, hexadecimal, a token
VALUES = {
    "data": "Tr0ub4dor-and-3",
    "string_data": "sesame0pen7Now",
    "last_applied": "lastApplied99Value",
    "annotation": "annotated7Credential",
    "literal": "literal-S3cret-value",
    "literal_word": "swordfish",
    "aws": "AKIAQX7EXAMPLE4Z9RTP",
    "expanded": "expandedPassw0rd",
    "user_info": "userinfo4Pass!word",
    "url_path": "T0PathSecretB1xYz",
    "url_query": "querysecret5",
    "jdbc": "jdbcPassw0rd8",
    "dsn": "dsnPassw0rd6",
    "kafka": "jaasPassw0rd2",
    "config_map": "configmapS3cretKey",
    "env_file": "dotenvS3cret1",
    "properties": "properties-S3cret-2",
    "json_file": "jsonS3cret3",
    "flag": "flagValueS3cret4",
    "argument": "argumentS3cret",
    "argument_after": "behindTheFlag1",
    "argument_attached": "attachedSecret",
    "script": "inTheScript77",
    "positional": "positional9Secret",
    "probe_query": "probequery3",
    "probe_header": "probeheader4",
    "probe_command": "probecommand5",
    "hook": "hookcommand6",
    "quantity": "quantityS3cret",
    "schedule": "scheduleS3cret",
    "image_login": "registryPassw0rd",
    "dockerfile_arg": "buildargS3cret1",
    "dockerfile_env": "imageenvS3cret2",
    "dockerfile_run": "runS3cret3",
    "dockerfile_cmd": "cmdS3cret4",
    "dockerfile_entrypoint": "entrypointS3cret5",
    "dockerfile_health": "healthS3cret6",
    "dockerfile_label": "labelS3cret7",
    "dockerfile_from": "fromS3cret8",
    "docker_config": "dockerconfigPassw0rd",
    "private_key": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    "custom_resource": "customresourceS3cret",
    "broken": "brokenYamlS3cret",
}


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def files() -> dict[str, str]:
    v = VALUES
    docker_config = json.dumps({"auths": {"r.example.com": {"password": v["docker_config"]}}})
    return {
        "secrets.yaml": f"""\
apiVersion: v1
kind: Secret
metadata:
  name: plain
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{{"stringData": {{"x": "{v["last_applied"]}"}}}}'
data:
  password: {base64_of(v["data"])}
stringData:
  api-key: {v["string_data"]}
  pw: {v["expanded"]}
  url: postgres://shop:{v["user_info"]}@{"vault-host-9"}.example.com/x
  tls.key: |
    -----BEGIN PRIVATE KEY-----
    {v["private_key"]}
    -----END PRIVATE KEY-----
---
apiVersion: v1
kind: Secret
metadata:
  name: registry
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: {base64_of(docker_config)}
---
apiVersion: example.com/v1
kind: Database
metadata:
  name: custom
spec:
  password: {v["custom_resource"]}
""",
        "config.yaml": f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  TOKEN: {v["config_map"]}
  WEBHOOK_URL: https://hooks.example.com/services/{v["url_path"]}
  CALLBACK_API_URL: https://api.example.com/v1?token={v["url_query"]}
  JDBC_URL: jdbc:mysql://db.example.com/x?user=a&password={v["jdbc"]}
  CONNECTION: host=pg.example.com user=a password={v["dsn"]} sslmode=disable
  KAFKA_BROKERS: kafka.example.com:9092
  SASL_JAAS_CONFIG: org.x.PlainLoginModule required username="a" password="{v["kafka"]}";
  FEATURE_GREETING: {v["flag"]}
  .env: |
    DB_PASSWORD={v["env_file"]}
    REDIS_URL=redis://:{v["env_file"]}@cache.example.com:6379/0
  app.properties: |
    spring.datasource.password={v["properties"]}
  flags.json: |
    {{"new_search": true, "licence": "{v["json_file"]}"}}
""",
        "web.yaml": f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    example.com/token: {v["annotation"]}
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      imagePullSecrets:
        - name: registry
      containers:
        - name: web
          image: registry.example.com/shop/web:1.0.0
          command: [sh, -c, "curl -u admin:{v["script"]} https://x.example.com"]
          args: ["--password={v["argument"]}", --token, {v["argument_after"]}, -p{v["argument_attached"]},
                 {v["positional"]}, "amqp://a:{v["user_info"]}@mq.example.com"]
          envFrom:
            - configMapRef:
                name: settings
            - secretRef:
                name: plain
          env:
            - name: DB_PASSWORD
              value: {v["literal"]}
            - name: ADMIN_PASSWORD
              value: {v["literal_word"]}
            - name: AWS_ACCESS_KEY_ID
              value: {v["aws"]}
            - name: PW
              valueFrom:
                secretKeyRef:
                  name: plain
                  key: pw
            - name: DATABASE_URL
              value: postgres://u:$(PW)@db.example.com/d?sslmode=disable
            - name: MONGO_URL
              value: mongodb://u:{quote(v["user_info"], safe="")}@mongo.example.com/d
          resources:
            limits:
              memory: {v["quantity"]}
          livenessProbe:
            httpGet:
              path: /health?token={v["probe_query"]}
              port: 80
              httpHeaders:
                - name: Authorization
                  value: Bearer {v["probe_header"]}
          readinessProbe:
            exec:
              command: [redis-cli, -a, {v["probe_command"]}, ping]
          lifecycle:
            preStop:
              exec:
                command: [sh, -c, "echo {v["hook"]}"]
        - name: side
          image: user:{v["image_login"]}@registry.example.com/side
          volumeMounts:
            - name: files
              mountPath: /etc/secrets
      volumes:
        - name: files
          secret:
            secretName: plain
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: {v["schedule"]}
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: report
              image: registry.example.com/shop/web:1.0.0
              env:
                - name: TOKEN
                  valueFrom:
                    secretKeyRef:
                      name: plain
                      key: api-key
""",
        "web/Dockerfile": f"""\
ARG BASE_PASSWORD={v["dockerfile_from"]}
FROM docker.io/library/debian:12 AS build
ARG NPM_TOKEN={v["dockerfile_arg"]}
RUN curl -u admin:{v["dockerfile_run"]} https://x.example.com
FROM registry.example.com/${{BASE_PASSWORD}}/base:1
ENV API_KEY={v["dockerfile_env"]} DATABASE_URL=mysql://u:{v["dockerfile_env"]}@db.example.com/x
LABEL token={v["dockerfile_label"]}
HEALTHCHECK CMD curl -H 'X: {v["dockerfile_health"]}' localhost
ENTRYPOINT ["serve", "--secret={v["dockerfile_entrypoint"]}"]
CMD ["-p", "{v["dockerfile_cmd"]}"]
""",
        "broken.yaml": f"kind: Secret\nstringData:\n  password: {v['broken']}: oops\n",
    }


def spellings(text: str) -> set[str]:
    """A value as it is, percent-encoded, and in base64 at each of the three offsets."""
    shifted = {base64_of("x" * offset + text).rstrip("=")[offset + 1 : -2] for offset in range(3)}
    return {text, quote(text, safe=""), text.encode().hex(), *shifted}


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, text in files().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    inventory = take_inventory(["."], config=Config())
    written: dict[str, str] = {}
    for form in FORMATS:
        out = io.StringIO()
        write: Callable[..., None] = import_module(f"infracheck.report.formats.as_inventory_{form}").write
        write(inventory, out)
        written[form] = out.getvalue()
    return written


def test_the_input_holds_every_value() -> None:
    text = "\n".join(files().values())

    assert [name for name, value in VALUES.items() if not any(each in text for each in spellings(value))] == []


@pytest.mark.parametrize("form", FORMATS)
def test_no_value_is_shown(form: str, outputs: dict[str, str]) -> None:
    shown = [name for name, value in VALUES.items() if any(each in outputs[form] for each in spellings(value))]

    assert shown == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_host_that_only_a_secret_tells_is_not_shown(form: str, outputs: dict[str, str]) -> None:
    assert "vault-host-9" not in outputs[form]


@pytest.mark.parametrize("form", ["tree", "json"])
def test_names_of_keys_and_variables_are_shown(form: str, outputs: dict[str, str]) -> None:
    names = ("DB_PASSWORD", "api-key", "AWS_ACCESS_KEY_ID", "MONGO_URL", "API_KEY", ".dockerconfigjson")

    assert [name for name in names if name not in outputs[form]] == []
