"""Options of commands that policies know, each list written out apart from the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

import infracheck

PASSWORD = "hunter2-Xk29"
LONG_WITH_VALUE = [
    "--cookie", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--form",
    "--form-string", "--header", "--json", "--output", "--pass", "--proxy-user", "--quote", "--referer", "--request",
    "--user", "--user-agent", "--write-out",
]  # fmt: skip


def found_in(folder: Path, policy: str, commands: list[str]) -> list[str]:
    """Which of these commands a policy reports, each the RUN of one Dockerfile."""
    lines = ["FROM debian:12.5", *(f"RUN {command}" for command in commands)]
    folder.joinpath("Dockerfile").write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = infracheck.scan([folder], select=[policy])
    assert report.faults == ()
    return [commands[finding.line - 2] for finding in report.findings]


@pytest.mark.parametrize("option", LONG_WITH_VALUE)
def test_k_behind_an_option_with_a_value_is_the_value(tmp_path: Path, option: str) -> None:
    bad = f"curl {option} x -k https://example.com"
    assert found_in(tmp_path, "tls-flag", [bad, f"curl {option} -k https://example.com"]) == [bad]


@pytest.mark.parametrize("letter", list("AbcCdDeEFHKmoPQrtTuUwxXyYz"))
def test_k_behind_a_letter_with_a_value_is_the_value(tmp_path: Path, letter: str) -> None:
    bad = f"curl -k{letter} x https://example.com"
    assert found_in(tmp_path, "tls-flag", [bad, f"curl -{letter}k https://example.com"]) == [bad]


def test_curl_is_unverified_in_every_spelling(tmp_path: Path) -> None:
    bad = [
        "curl -k https://example.com",
        "curl --insecure https://example.com",
        "curl -fsSk https://example.com",
        "if curl -k https://example.com; then true; fi",
        "X=1 curl -k https://example.com",
        "sudo curl --insecure https://example.com",
    ]
    good = ["curl --insecurely https://example.com", "curl -K https://example.com", "curl https://example.com/-k"]
    assert found_in(tmp_path, "tls-flag", [*bad, *good]) == bad


@pytest.mark.parametrize(
    "command",
    [
        "curl -u me:{}", "curl --user me:{}", "curl --user=me:{}", "curl -ume:{}", "curl -U me:{}",
        "curl --proxy-user me:{}", "sshpass -p {} ssh host", "sshpass -p{} ssh host", "mysql -p{}", "mysqladmin -p{}",
        "mysqldump -p{}", "mysqlimport -p{}", "mariadb -p{}", "mariadb-dump -p{}", "mongo -p {}", "mongosh -p {}",
        "mongodump -p {}", "mongorestore -p {}", "mongoexport -p {}", "mongoimport -p {}", "redis-cli -a {}",
        "ldapsearch -w {}", "ldapadd -w {}", "ldapmodify -w {}", "ldapdelete -w{}", "ldappasswd -w {}",
        "ldapwhoami -w {}", "keytool -storepass {}", "keytool -keypass {}", "jarsigner -storepass {}",
        "aws configure set aws_secret_access_key {}", "npm config set //r.example.com/:_authToken {}",
        "npm config set //r.example.com/:_authToken={}",
        "yarn config set npmAuthToken {}", "shop --password {}", "shop --password={}",
        "/usr/bin/curl -u me:{}",
    ],
)  # fmt: skip
def test_an_option_takes_a_password(tmp_path: Path, command: str) -> None:
    bad = command.format(PASSWORD)
    good = [command.format("$PASSWORD"), command.format("$(cat /run/secrets/pw)")]
    assert found_in(tmp_path, "credential-in-instruction", [bad, *good]) == [bad]


def test_an_option_takes_something_else(tmp_path: Path) -> None:
    good = [
        f"mysql -p {PASSWORD}", f"shop -p {PASSWORD}", f"redis-cli -a{PASSWORD}", f"mongo -p{PASSWORD}",
        "npm config set strict-ssl false", "keytool -storepass changeit", "git config set user.name Shop",
        f"ssh -u me:{PASSWORD}", f"curl -u {PASSWORD}", "curl -u me:x", f"mkdir -p {PASSWORD}",
    ]  # fmt: skip
    assert found_in(tmp_path, "credential-in-instruction", good) == []


@pytest.mark.parametrize("program", ["useradd", "usermod", "groupadd", "groupmod"])
def test_a_command_sets_a_password(tmp_path: Path, program: str) -> None:
    bad = [f"{program} {option} shop" for option in ("-p x7", "-px7", "-rp x7", "--password x7", "--password=x7")]
    good = [f"{program} {option} shop" for option in ("-p '*'", "-p '!'", "-p x", "-g p7", "--password='!'", "-r")]
    assert found_in(tmp_path, "password-command", [*bad, *good]) == bad


def test_passwd_reads_a_password(tmp_path: Path) -> None:
    bad = [
        "echo x7 | passwd shop",
        "echo x7 | passwd --stdin shop",
        "passwd shop < /pw",
        "(echo a; echo a) | sudo passwd",
    ]
    good = ["passwd -l shop", "echo x7 | passwd -d shop", "cat /etc/passwd", "echo passwd | cat"]
    assert found_in(tmp_path, "password-command", [*bad, *good]) == bad


@pytest.mark.parametrize("letter", list("bcdefgkKlGRsuZ"))
def test_p_behind_a_letter_with_a_value_is_the_value(tmp_path: Path, letter: str) -> None:
    bad = f"useradd -p x7 -{letter} x shop"
    assert found_in(tmp_path, "password-command", [bad, f"useradd -{letter}p shop"]) == [bad]
