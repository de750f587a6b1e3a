"""What an excerpt shows, and what it never shows."""

from __future__ import annotations

import pytest

from infracheck.report.shown.excerpt import excerpt
from infracheck.report.shown.masked import MaskedSource
from infracheck.source.text.span import Source, Span

SECRETS = ("letmein", "hunter2", "Tr0ub4dor&3", "AKIAIOSFODNN7EXAMPLE", "c2VjcmV0cGFzc3dvcmQ=", "9f86d081884c7d659a2f")

PLACES = {
    "data of a Secret": "kind: Secret\ndata:\n  name: {}\n",
    "data above the kind": "data:\n  name: {}\nkind: Secret\n",
    "a list as data": "kind: Secret\ndata:\n- {}\n",
    "a key of flow style": "kind: Secret\nstringData: {{name: {}, image: {}}}\n",
    "a block of text": "kind: Secret\nstringData:\n  config.yaml: |\n    name: {}\n    image: {}\n",
    "a quoted text of two lines": 'kind: Secret\nstringData:\n  a: "x\n    name: {}"\n',
    "a Secret in a list": "kind: List\nitems:\n- kind: Secret\n  stringData:\n    name: {}\n",
    "one line of JSON": '{{"kind": "Secret", "stringData": {{"name": "{}"}}}}\n',
    "JSON at the margin": '{{\n"kind": "Secret",\n"stringData": {{\n"name": "{}"\n}}\n}}\n',
    "an annotation": "metadata:\n  annotations:\n    name: {}\n",
    "a variable": "env:\n- name: DB_PASSWORD\n  value: {}\n",
    "a variable, value first": "env:\n- value: {}\n  name: DB_PASSWORD\n",
    "a variable without a name": "env:\n- value: {}\n",
    "a variable of one line": "env: [{{name: API_KEY, value: {}}}]\n",
    "a variable with a harmless name": "env:\n- name: COLOR\n  value: {}\n",
    "a variable that is a mapping": "env:\n- name: X\n  value: {{name: {}}}\n",
    "a risky key": "spec:\n  password: {}\n",
    "below a risky key": "spec:\n  credentials:\n    name: {}\n",
    "an argument": "args: [--token, {}, --password={}, -p{}]\n",
    "an argument of its own line": "args:\n- --token\n- {}\n- --password={}\n",
    "a URL": "data:\n  url: https://u:{}@example.com/\nkind: ConfigMap\n",
    "a URL with a slash in the password": "env:\n- name: U\n  value: postgres://u:a/{}@example.com/d\n",
    "a URL without a user": "env:\n- name: U\n  value: redis://:{}@example.com/0\n",
    "a query": "env:\n- name: U\n  value: postgres://db/app?sslmode=disable&password={}\n",
    "a JDBC URL": "env:\n- name: U\n  value: jdbc:sqlserver://db;user=sa;password={}\n",
    "a setting of a ConfigMap's file": "kind: ConfigMap\ndata:\n  a.properties: |\n    db.password={}\n",
    "a setting of several": "kind: ConfigMap\ndata:\n  a: |\n    level=info pw={}\n",
    "a header": "httpHeaders:\n- name: Authorization\n  value: Bearer {}\n",
    "a probe's path": "httpGet:\n  path: /x?token={}\n",
    "a comment": "hostPID: true # was {}\n",
    "a commented line": "# password: {}\n",
    "an unknown tag": "spec:\n  password: !{}\n",
    "an alias": "spec:\n  password: *{}\n",
    "a value with a colon": "spec:\n  password: {}: oops\n",
    "flow style over lines": "items:\n- {{kind: Secret, stringData: {{\n    name: {}}}}}\n",
    "flow style over more lines": "data: {{\n  a: b,\n  name: {}\n}}\nkind: Secret\n",
    "a mapping in a block of text": "kind: Secret\nstringData:\n  a: |\n    foo:\n      name: {}\n",
    "a list under its key": "kind: Secret\ndata:\n-\n  name: {}\n",
    "an anchored block": "kind: Secret\nstringData: &a !!map\n  name: {}\n",
    "a Secret in a patch": "patches:\n- patch: |-\n    kind: Secret\n    stringData:\n      name: {}\n",
    "a variable in a patch": "patches:\n- patch: |\n    env:\n    - name: DB_PASSWORD\n      value: {}\n",
    "an operation in a patch": "patches:\n- patch: |-\n    - op: replace\n      path: /data/name\n      value: {}\n",
    "more in a patch": "patches:\n- patch: |-\n    - op: add\n      path: /data\n      value: {{name: {}}}\n",
    "a comment in a patch": "patches:\n- patch: |-\n    kind: Pod # {}\n    # {}\n    apiVersion: v1\n",
    "a patch that is no YAML": "patches:\n- patch: |-\n    kind: [\n    name: {}\n",
    "a patch that is a word": "patches:\n- patch: |-\n    {}\n",
    "a patch of a list": "patchesStrategicMerge:\n- |-\n  kind: Secret\n  stringData:\n    name: {}\n",
    "a folded patch": "patches:\n- patch: >-\n    name: {}\n",
    "a patch in a patch": "patches:\n- patch: |-\n    patch: |-\n      data:\n        name: {}\n",
    "a patch below data": "kind: ConfigMap\ndata:\n  patch: |-\n    name: x {} y\n    stringData: {{name: {}}}\n",
    "a patch of a Secret": "kind: Secret\ndata:\n  patch: |-\n    name: {}\n",
    "a text of two lines": "spec:\n  description: a\n    {}\n",
}
DOCKERFILES = {
    "ARG": "ARG X={}\n",
    "ENV": 'ENV A={} B="{}"\n',
    "ENV of old": "ENV PGPASSWORD {}\n",
    "ENV not closed": 'ENV A="{}\n',
    "LABEL": "LABEL a={}\n",
    "a continued line": "ENV A=1 \\\n  B={}\n",
    "curl -u": "RUN curl -u admin:{} https://example.com\n",
    "curl --user": "RUN curl --user={} https://example.com\n",
    "a header": 'RUN curl -H "Authorization: Bearer {}" https://example.com\n',
    "mysql": "RUN mysql -uroot -p{} -e x\n",
    "docker login": "RUN docker login -u me -p {}\n",
    "a setting": "RUN npm config set _authToken {}\n",
    "echo": "RUN echo root:{} | chpasswd\n",
    "echo to a file": "RUN echo {} > /etc/x\n",
    "an assignment": "RUN export A={} && x\n",
    "git clone": "RUN git clone https://u:{}@example.com/r.git\n",
    "a JSON form": 'CMD ["app", "--password={}", "--token", "{}"]\n',
    "a copied heredoc": "COPY <<EOF /x\nuser me password {}\nUSER {}\nEOF\n",
    "a run heredoc": "RUN <<EOF\nexport A={}\nEOF\n",
    "a script in a heredoc": 'RUN <<EOF python\npassword = "{}"\nEOF\n',
    "ADD": "ADD https://u:{}@example.com/x /x\n",
    "a default": "FROM a:${{X:-{}}}\n",
    "an unknown instruction": "PASSWORD={}\n{}\n",
    "a comment": "# {}\n",
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", PLACES)
def test_a_secret_in_a_manifest_is_not_shown(place: str, secret: str) -> None:
    text = PLACES[place].replace("{}", secret).replace("{{", "{").replace("}}", "}")

    assert secret not in "\n".join(shown(text, "a.yaml"))


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", DOCKERFILES)
def test_a_secret_in_a_dockerfile_is_not_shown(place: str, secret: str) -> None:
    text = DOCKERFILES[place].replace("{}", secret).replace("{{", "{").replace("}}", "}")

    assert secret not in "\n".join(shown(text, "Dockerfile"))


def test_what_is_harmless_in_a_manifest_is_shown() -> None:
    text = """\
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, app.kubernetes.io/name: web-1}
spec:
  automountServiceAccountToken: true
  replicas: 3
  template:
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: registry.example.com:5000/shop/web:v1.2.3-rc1@sha256:%s
          imagePullPolicy: IfNotPresent
          securityContext: {privileged: true, runAsUser: 0, capabilities: {add: [NET_ADMIN, "SYS_TIME"]}}
          resources:
            limits: {memory: 512Mi, cpu: 500m}
          ports:
            - containerPort: 8080
              protocol: TCP
          env:
            - name: LOG_LEVEL
              value: debug
            - name: UPSTREAM
              value: api.shop:8080
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: db, key: password}}
          volumeMounts:
            - mountPath: /var/run/docker.sock
      volumes:
        - secret: {secretName: db}
        - hostPath: {path: /var/run/docker.sock, type: Socket}
        -
          name: tmp
""" % ("0123456789abcdef" * 4)

    assert shown(text, "a.yaml") == text.splitlines()


def test_what_is_harmless_in_a_dockerfile_is_shown() -> None:
    text = """\
FROM --platform=$BUILDPLATFORM docker.io/library/debian:12-slim AS build
ARG VERSION=1.2.3
ARG TARGETARCH
ENV PORT=8080 DEBUG=true
WORKDIR /app
COPY --from=build --chown=app:app /src/app ./
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libpq5 \\
    && rm -rf /var/lib/apt/lists/*
RUN chmod 777 /app; sudo make install
EXPOSE 22/tcp
USER root
CMD ["/app/server", "--verbose"]
"""

    assert shown(text, "Dockerfile") == text.splitlines()


def test_of_a_url_the_host_and_the_tls_settings_are_shown() -> None:
    text = "env:\n- name: DATABASE_URL\n  value: postgres://app:pw@db.shop:5432/orders?sslmode=disable&a=b\n"

    assert shown(text, "a.yaml")[2] == "  value: postgres://***@db.shop:5432/orders?sslmode=disable***"


def test_of_a_config_map_harmless_settings_are_shown() -> None:
    text = "kind: ConfigMap\ndata:\n  LOG: info\n  app.properties: |\n    debug=true\n    color=teal\n"

    assert shown(text, "a.yaml")[2:] == ["  LOG: info", "  app.properties: |", "    debug=true", "    color=***"]


VISIBLE = {
    "an address behind a flag": 'CMD ["gunicorn", "-b", "0.0.0.0:8000", "-w", "4"]',
    "a port behind a flag": "RUN gunicorn -b :8000 && flask run -p 5000 --host=0.0.0.0",
    "a host and its port": "RUN wait-for db.shop:5432 && redis-server --port 6379",
    "a declared variable": "ARG TOKEN\nRUN app --token $TOKEN && app --password=${TOKEN}",
    "a variable of the shell": "RUN export pw=$(cat /run/x) && app --password=$pw",
    "a loop": "RUN for i in a b; do if true; then make $i; fi; done > /dev/null 2>&1",
    "a mount": "RUN --mount=type=cache,target=/root/.cache pip install -r requirements.txt",
    "a heredoc": "RUN <<EOF\napt-get update\nEOF",
    "a trigger": "ONBUILD RUN make install",
    "an old form": "ENV PORT 8080",
    "a directive": "# syntax=docker/dockerfile:1",
}


@pytest.mark.parametrize("place", VISIBLE)
def test_what_is_no_credential_in_a_dockerfile_is_shown(place: str) -> None:
    text = f"{VISIBLE[place]}\n"
    text = text if text.startswith("#") else f"FROM debian:12\n{text}"

    lines = shown(text, "Dockerfile")

    assert lines == text.splitlines()


def test_of_arguments_addresses_numbers_paths_and_references_are_shown() -> None:
    text = """\
spec:
  containers:
  - env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: pw}}}]
    command: [gunicorn, -b, "0.0.0.0:8000", --workers, "4"]
    args: [--password, $(PW), --password=$(PW), --config, /etc/app/config.yaml, --listen=:8080, --upstream=web:80]
"""

    assert shown(text, "a.yaml") == text.splitlines()


def test_a_duplicate_key_and_what_does_not_parse_are_masked_each_by_itself() -> None:
    text = "kind: Pod\nname: a\nname: b\n---\nkind: Pod\nspec: {image: nginx}\n---\nname: web: x\nkind: Pod\n"

    assert shown(text, "a.yaml") == [
        "kind: Pod",
        "*** ***",
        "name: b",
        "---",
        "kind: Pod",
        "spec: {image: nginx}",
        "---",
        "name: ***",
        "kind: ***",
    ]


def test_an_alias_hides_what_it_hides_anywhere() -> None:
    text = "labels: &a {app: web}\nselector: *a\nname: &b shop\npassword: *b\n"

    assert shown(text, "a.yaml") == ["labels: &a {app: web}", "selector: *a", "name: &b ***", "password: *b"]


def test_other_lines_than_those_that_were_asked_for_are_hidden() -> None:
    text = "kind: Pod\nspec:\n  hostPID: true\n" + "  hostIPC: true\n" * 100
    source = MaskedSource("a.yaml", text, None, [3])

    lines = [excerpt(source, Span("a.yaml", line, 1, line, 9), 80) for line in (3, 90)]

    assert [each.text for each in lines if each is not None] == ["  hostPID: true", "***"]


def test_of_a_secret_the_keys_are_shown() -> None:
    text = "kind: Secret\nstringData:\n  db-password: a\n  .dockerconfigjson: b\n"

    assert shown(text, "a.yaml")[2:] == ["  db-password: ***", "  .dockerconfigjson: ***"]


def test_of_a_file_that_does_not_parse_the_key_is_shown() -> None:
    assert shown("name: web: x\n", "a.yaml") == ["name: ***"]
    assert shown("SECRETWORD root\n", "Dockerfile") == ["***"]


def shown(text: str, path: str) -> list[str]:
    source = Source(path, text)
    found = []
    for line in range(1, text.count("\n") + 1):
        each = excerpt(source, Span(path, line, 1, line, len(source.line_text(line)) + 1), 200)
        assert each is not None
        found.append(each.text)
    return found


@pytest.mark.parametrize(
    ("image", "is_shown"),
    [
        ("${REGISTRY}/web:latest", True),
        ("$(REGISTRY)/web", True),
        ("$PREFIX/web:${TAG}", True),
        ("${REGISTRY}:5000/web@sha256:" + "0" * 64, True),
        ("${Tr0ub4dor9x}/web", False),
        ("${REGISTRY:-hunter2}/web", False),
        ("${REGISTRY}/web:hunter2!", False),
    ],
)
def test_the_variables_of_an_image_are_shown_by_their_names(image: str, is_shown: bool) -> None:
    source = MaskedSource("web.yaml", f'image: "{image}"\n', None, [1])

    found = excerpt(source, Span("web.yaml", 1, 1, 1, 6), 200)

    assert found is not None
    assert found.text == (f'image: "{image}"' if is_shown else "image: ***")
