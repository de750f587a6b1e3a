"""Which containers run a part of the control plane, and what their flags say."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.facts.runtime.control_plane import ApiServer, Etcd, Scheduler
from infracheck.model.facts.runtime.programs import Program


def components(kind: type[Program], container: str) -> list[Program]:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: 'shop:7'\n"
        f"    {container}\n"
    )
    return list(model_in(text, "pod.yaml").all(kind))


@pytest.mark.parametrize(
    ("container", "count"),
    [
        ("command: [kube-apiserver]", 1),
        ("command: [/usr/local/bin/kube-apiserver]", 1),
        ("args: [kube-apiserver]", 1),
        ("command: [/go-runner, --log-file=/var/log/kube-apiserver.log]\n    args: [kube-apiserver]", 1),
        # what the script of a shell makes of it is not known, and a name among arguments runs nothing
        ("command: [sh, -c, 'kube-apiserver --v=2']", 0),
        ("command: [sh, kube-apiserver]", 0),
        ("command: [kubectl, logs, kube-apiserver]", 0),
        ("command: [tini, --, kube-apiserver]", 1),
        ("command: [kube-scheduler]", 0),
    ],
)
def test_a_component_is_told_by_its_program(container: str, count: int) -> None:
    assert len(components(ApiServer, container)) == count


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("", True),
        ("--profiling", True),
        ("--profiling=TRUE", True),
        ("--profiling=false", False),
        *((f"--profiling={word}", True) for word in ("1", "t", "T", "true", "TRUE", "True")),
        *((f"--profiling={word}", False) for word in ("0", "f", "F", "false", "FALSE", "False")),
        *((f"--profiling={word}", None) for word in ("yes", "tRUE", "on")),
        ("--profiling=true, --profiling=false", False),
        ("--profiling=$(PROFILING)", None),
        ("--, --profiling=false", True),
        ("'-', '--=x', --profiling=false", False),
    ],
)
def test_a_switch_is_what_its_last_flag_says(flags: str, expected: bool | None) -> None:
    (scheduler,) = components(Scheduler, f"command: [kube-scheduler, {flags}]")

    assert scheduler.switch("profiling", default=True) is expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("", ("AlwaysAllow",)),
        ("'--authorization-mode=Node,RBAC'", ("Node", "RBAC")),
        ("'--authorization_mode', 'Node,RBAC'", ("Node", "RBAC")),
        ("--authorization-mode=Node, --authorization-mode=RBAC", ("Node", "RBAC")),
        ("--authorization-mode=$(MODES)", None),
        ("--authorization-mode=Node, --authorization-mode=$(MODES)", None),
        ("--authorization-config=/etc/kubernetes/authorization.yaml", None),
    ],
)
def test_a_list_joins_its_flags(flags: str, expected: tuple[str, ...] | None) -> None:
    (server,) = components(ApiServer, f"command: [kube-apiserver, {flags}]")

    assert isinstance(server, ApiServer)
    assert server.authorization == expected


def test_etcd_reads_variables_and_a_file_that_replaces_its_flags() -> None:
    (plain,) = components(Etcd, "command: [etcd]\n    env: [{name: ETCD_CLIENT_CERT_AUTH, value: 'true'}]")

    assert plain.is_given("client-cert-auth")
    assert plain.switch("client-cert-auth", default=False) is None
    assert not plain.is_given("cert-file")
    assert components(Etcd, "command: [etcd, --config-file=/etc/etcd.yaml]") == []


def test_a_violation_stands_at_its_flag_or_at_the_program() -> None:
    (server,) = components(ApiServer, "command:\n    - kube-apiserver\n    - --profiling=true")

    assert server.violation("shown", at="profiling").span.line == 10
    assert server.violation("missing", at="anonymous-auth").span.line == 9


def test_a_flag_takes_the_value_of_a_variable_and_says_from_where() -> None:
    env = "env: [{name: MODES, value: AlwaysAllow}, {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]"
    (server,) = components(
        ApiServer, f"command: [kube-apiserver, --authorization-mode=$(MODES), --profiling=$(IP)]\n    {env}"
    )

    assert isinstance(server, ApiServer)
    assert server.authorization == ("AlwaysAllow",)
    assert server.switch("profiling", default=True) is None
    assert [note.span.line for note in server.violation("open", at="authorization-mode").related] == [9]


@pytest.mark.parametrize(
    ("flag", "expected"), [("=30", 30), ("=0", 0), ("=many", None), ("=" + "9" * 5000, None), ("", None)]
)
def test_a_number_is_one_that_can_be_read(flag: str, expected: int | None) -> None:
    (server,) = components(ApiServer, f"command: [kube-apiserver, --audit-log-maxage{flag}]")

    assert server.number("audit-log-maxage") == expected


def test_an_older_list_of_plugins_that_a_variable_fills_in_is_not_known() -> None:
    (server,) = components(ApiServer, "command: [kube-apiserver, --admission-control=$(PLUGINS)]")

    assert isinstance(server, ApiServer)
    assert server.admission is None
