"""Secrets at places where nobody expects them: none is in any output."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from infracheck.report.formats import catalogue

CANARY = "zQ7xW9kLmPtR"
ENCODED = base64.b64encode(f"user:{CANARY}".encode()).decode()
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: db}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n{}"
CONTAINER = "  containers:\n  - name: c\n    image: nginx\n"

# what is planted, by where it stands; CANARY and ENCODED must be in no output
MANIFESTS = {
    # names and keys that hold what should be a value
    "key without a blank": SECRET + "stringData: {password:CANARY}\n",
    "key without a blank, in block style": SECRET + "data:\n  password:CANARY:\n",
    "key with an equals sign": SECRET + 'stringData:\n  password=CANARY: ""\n',
    "key that is a URL": SECRET + "stringData:\n  postgres://u:CANARY@db/a: x1y2z3\n",
    "key that is a login": SECRET + 'stringData: {"admin:CANARY": a1b2}\n',
    "key with a blank": SECRET + 'stringData: {"password CANARY": a1b2}\n',
    "key of a ConfigMap": CONFIG + 'data: {"PASSWORD=CANARY": ""}\n',
    "key of a ConfigMap with a colon": CONFIG + "data: {token:CANARY: x}\n",
    "name of a variable": POD.format(CONTAINER + '    env: [{name: "PASSWORD=CANARY"}]\n'),
    "name of a variable, with its value": POD.format(CONTAINER + '    env: [{name: "TOKEN=CANARY", value: x}]\n'),
    "name of a variable with a colon": POD.format(CONTAINER + '    env: [{name: "PASSWORD:CANARY", value: x}]\n'),
    "name of an object": 'apiVersion: v1\nkind: Pod\nmetadata: {name: "password=CANARY"}\nspec: {hostPID: true}\n',
    "namespace": 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: "token=CANARY"}\nspec: {hostPID: true}\n',
    "name of a container": POD.format('  containers:\n  - {name: "PASSWORD=CANARY", image: nginx}\n'),
    "name of a volume": POD.format(CONTAINER + '  volumes: [{name: "password=CANARY", hostPath: {path: /}}]\n'),
    "host of a probe": POD.format(CONTAINER + '    livenessProbe: {httpGet: {host: "u:CANARY@h", port: 80}}\n'),
    "host of a hook": POD.format(CONTAINER + '    lifecycle: {preStop: {tcpSocket: {host: "u:CANARY@h", port: 80}}}\n'),
    "key of an annotation": POD.replace("name: web", 'name: a, annotations: {{"password=CANARY": "y"}}').format(
        CONTAINER
    ),
    # references that nothing replaces
    "$word": POD.format('  containers: [{env: [{name: DB_PASSWORD, value: "$CANARY"}], name: c, image: nginx}]\n'),
    "${word}": POD.format('  containers: [{env: [{name: DB_PASSWORD, value: "${CANARY}"}], name: c, image: nginx}]\n'),
    "$(word)": POD.format('  containers: [{env: [{name: DB_PASSWORD, value: "$(CANARY)"}], name: c, image: nginx}]\n'),
    "$word behind a flag": POD.format(CONTAINER + '    args: ["--password", "$CANARY"]\n'),
    "$(word) behind a flag": POD.format(CONTAINER + '    args: ["--password", "$(CANARY)"]\n'),
    "$(word) in a flag": POD.format(CONTAINER + '    args: ["--password=$(CANARY)"]\n'),
    "$(word) with envFrom": POD.format(CONTAINER + '    envFrom: [{}]\n    args: [--password, "$(CANARY)"]\n'),
    "$word of a field": POD.format('  hostPID: true\n  password: "$CANARY"\n'),
    "$word of a harmless field": POD.format('  hostPID: true\n  hostname: "$CANARY"\n'),
    # values that a shared node, a tag or a second document could move
    "alias of a harmless value": POD.format("  hostname: &x CANARY\n  password: *x\n  hostPID: true\n"),
    "alias of a harmless mapping": POD.format("  template: &x\n    name: CANARY\n  credentials: *x\n"),
    "tagged value": POD.format("  hostPID: true\n  password: !!str CANARY\n"),
    "anchor": POD.format("  hostPID: &CANARY true\n"),
    "first of two keys": POD.format("  hostPID: true\n  hostname: CANARY\n  hostname: a\n"),
    "document that does not parse": POD.format("  hostPID: true\n") + "---\npassword: CANARY: x\n",
    "comment on the line": POD.format("  hostPID: true # was CANARY\n"),
    "comment in a list": POD.format("  hostPID: true\n  containers: [ # CANARY\n  ]\n"),
    "comment of a block": CONFIG + "data:\n  a: | # CANARY\n    db.password=x1y2z3q9w\n",
    "JSON on one line": '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"pw":"CANARY"}}',
    # addresses
    "path of a webhook": POD.format(CONTAINER + "    env: [{name: U, value: 'http://a.example.com/hooks/CANARY'}]\n"),
    "file of a ConfigMap": (
        CONFIG + "data:\n  a.yaml: |\n"
        "    list:\n    - a0CANARY\n    auth:\n      value: CANARY\n    db: postgres://u:CANARY@h/d\n"
    ),
    "file of a ConfigMap in TOML": (
        CONFIG + 'data:\n  a.toml: |\n    [db]\n    password = "CANARY"\n'
        '    x.secret = "CANARY"\n    text = """\n    CANARY\n    """\n'
    ),
    "SQL in a ConfigMap": (CONFIG + "data:\n  a.sql: |\n    CREATE USER shop PASSWORD 'CANARY';\n    -- CANARY\n"),
}
DOCKERFILES = {
    "base64 as a word": "RUN sudo tool ENCODED\n",
    "base64 in a JSON array": 'CMD ["sudo", "tool", "ENCODED"]\nRUN ["sudo", "tool", "ENCODED"]\n',
    "base64 as an entry point": "ENTRYPOINT sudo tool ENCODED\nHEALTHCHECK CMD sudo tool ENCODED\n",
    "base64 in a trigger": "ONBUILD RUN sudo tool ENCODED\n",
    "base64 in a heredoc": "RUN <<EOF\nsudo tool ENCODED\nEOF\n",
    "base64 behind a dash": "RUN sudo tool -xENCODED\nRUN sudo tool --xENCODED\n",
    "base64 behind a scheme": "ENV AUTH=Basic ENCODED\n",
    "base64 as a label": "LABEL auth=Basic ENCODED\nLABEL ENCODED\n",
    "base64 as an argument": "ARG ENCODED\n",
    "base64 as a user": "USER ENCODED\n",
    "user": "USER CANARY\n",
    "variable as a password": "ENV DB_PASSWORD=$CANARY\nENV DB_TOKEN ${CANARY}\n",
    "variable behind a flag": "RUN sudo mysql --password=$CANARY -p$CANARY\n",
    "variable with a default": "ARG A\nRUN sudo tool ${A:-CANARY}\nUSER ${A:-CANARY}\n",
    "text behind a semicolon": "RUN echo a;CANARY | sudo x\n",
    "text in a substitution": "RUN sudo tool $(echo CANARY | base64) `echo CANARY`\n",
    "comment in a substitution": "RUN sudo tool $(date # CANARY\n)\n",
    "comment between lines": "RUN sudo a \\\n# CANARY\n  b\n",
    "pattern of case": "RUN case x in CANARY) sudo x;; esac\n",
    "word behind a redirection": "RUN sudo x > CANARY 2> CANARY < CANARY\n",
    "here-string": "RUN sudo x <<< CANARY\n",
    "copied heredoc": "COPY <<EOF /etc/x\nCANARY\nEOF\nUSER root\n",
    "flag of an instruction": "COPY --chown=CANARY:x a b\nADD --checksum=CANARY http://a/b /c\n",
    "secret of a mount": "RUN --mount=type=secret,id=CANARY sudo x\n",
    "unknown instruction": "CANARY x\nSECRET CANARY\n",
    "health check": "HEALTHCHECK --interval=CANARY CMD sudo x CANARY\n",
    "path of an address": "ADD http://a.example.com/x/deadbeefcafe0123/CANARY /x\n",
    "directive": "# syntax=CANARY\nUSER root\n",
}
VERBATIM = {
    "path of hexadecimal digits": ("deadbeefcafe", "env: [{name: U, value: 'http://a.example.com/deadbeefcafe'}]"),
    "path behind a hook": ("correcthorse", "env: [{name: U, value: 'http://a.example.com/hooks/correcthorse'}]"),
    "path behind a token": ("correcthorse", "env: [{name: U, value: 'http://a.example.com/token/correcthorse'}]"),
    "number behind a flag": ("48151623", "command: [mysql, -p, '48151623']"),
    "word behind a flag": ("correcthorse", "args: [--requirepass, correcthorse]"),
    "host behind a user flag": ("root:4815", "command: [curl, -u, 'root:4815', http://a]"),
}


def outputs_of(folder: Path) -> dict[str, str]:
    """Everything that a scan and an inventory print of a folder, by format."""
    scan = ["scan", ".", "-v", "--select", "all", "--fail-on", "never", "-f", "table"]
    scan += [part for form in catalogue.SCAN if form != "table" for part in ("-f", f"{form}=out.{form}")]
    inventory = ["inventory", ".", "-f", "tree"]
    inventory += [
        part for form in catalogue.INVENTORY if form != "tree" for part in ("-f", f"{form}=out.inventory.{form}")
    ]
    found: dict[str, str] = {}
    for arguments in (scan, inventory):
        command = [sys.executable, "-m", "infracheck", *arguments]
        run = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
        found[arguments[0]] = (run.stdout + run.stderr).decode()
        assert "Traceback" not in found[arguments[0]]
    found.update((path.name, path.read_text("utf-8")) for path in sorted(folder.glob("out.*")))
    assert len(found) == len(catalogue.SCAN) + len(catalogue.INVENTORY)
    return found


def write_cases(folder: Path) -> None:
    """Write each case as a file in a folder of its own, so that one run judges them all."""
    cases = [("manifest", "a.yaml", text) for text in MANIFESTS.values()]
    cases += [("image", "Dockerfile", text if "FROM" in text else f"FROM a:1\n{text}") for text in DOCKERFILES.values()]
    cases += [("word", "a.yaml", POD.format(f"{CONTAINER}    {written}\n")) for _, written in VERBATIM.values()]
    for number, (kind, name, text) in enumerate(cases):
        path = folder / f"{kind}{number}" / name
        path.parent.mkdir()
        path.write_text(text.replace("CANARY", CANARY).replace("ENCODED", ENCODED), "utf-8", newline="\n")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is printed of all cases, by format."""
    folder = tmp_path_factory.mktemp("cases")
    write_cases(folder)
    return outputs_of(folder)


def leaks(found: dict[str, str], *secrets: str) -> list[str]:
    """The lines that hold a secret, by format."""
    return [
        f"{form}: {line[:300]}"
        for form, text in found.items()
        for line in text.splitlines()
        if any(secret in line for secret in secrets)
    ]


def test_no_canary_is_shown(found: dict[str, str]) -> None:
    assert leaks(found, CANARY, ENCODED, ENCODED.rstrip("=")) == []


def test_words_and_numbers_are_hidden_where_a_secret_would_stand(found: dict[str, str]) -> None:
    assert leaks(found, *(secret for secret, _ in VERBATIM.values())) == []


def test_each_case_is_reported(found: dict[str, str]) -> None:
    places = [f"manifest{number}/" for number in range(len(MANIFESTS))]
    places += [f"image{len(MANIFESTS) + number}/" for number in range(len(DOCKERFILES))]

    assert [place for place in places if place not in found["scan"]] == []
