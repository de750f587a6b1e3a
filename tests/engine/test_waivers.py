"""Waivers in comments: what they take out, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import infracheck
from infracheck.engine.declarations.load import load_pack
from infracheck.engine.waivers.apply import waiver_of

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web{mark}
      image: nginx:1.27
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(text: str, *select: str, name: str = "web.yaml") -> infracheck.Report:
    Path(name).write_text(text, encoding="utf-8")
    return infracheck.scan([name], select=select or ("memory-limit",))


def found(scanned: infracheck.Report) -> list[tuple[str, int]]:
    return [(each.policy_id, each.line) for each in scanned.findings]


def waived(scanned: infracheck.Report) -> list[tuple[str, int, str]]:
    return [(each.policy_id, each.line, each.suppression.reason) for each in scanned.waived if each.suppression]


@pytest.mark.parametrize(
    "mark",
    [
        " # infracheck: ignore[memory-limit] a batch job",
        " #infracheck:ignore[memory-limit]a batch job",
        " # infracheck: ignore[memory-limit] - a batch job",
        " # infracheck: ignore[cpu-limit, memory-limit]: a batch job",
        " # infracheck: ignore[checkov:CKV_K8S_13] a batch job",
        " # infracheck: ignore[category:resources] a batch job",
        " # known, see the wiki # infracheck: ignore[memory-limit] a batch job",
    ],
)
def test_a_mark_at_the_end_of_the_line_waives_what_it_names(mark: str) -> None:
    scanned = report(POD.replace("{mark}", mark))

    assert found(scanned) == []
    assert waived(scanned) == [("memory-limit", 7, "a batch job")]


def test_a_mark_alone_on_a_line_speaks_of_the_next_line_with_content() -> None:
    mark = "    # infracheck: ignore[memory-limit] a batch job\n    # another word\n\n"

    scanned = report(POD.replace("{mark}", "").replace("    - name", f"{mark}    - name"))

    assert found(scanned) == []
    assert waived(scanned) == [("memory-limit", 10, "a batch job")]


def test_a_mark_in_a_dockerfile_stands_on_the_line_above() -> None:
    text = "FROM debian:13\n# infracheck: ignore[dockerfile-user] needs port 80\nUSER root\n"

    scanned = report(text, "dockerfile-user", name="Dockerfile")

    assert found(scanned) == []
    assert waived(scanned) == [("dockerfile-user", 3, "needs port 80")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM debian:13\nRUN sudo x # infracheck: ignore[sudo-command] it asks\n", 2),
        ("FROM debian:13\nRUN a \\\n && sudo x # infracheck: ignore[sudo-command] it asks\n", 3),
        ("FROM debian:13\nRUN <<E\nsudo x # infracheck: ignore[sudo-command] it asks\nE\n", 3),
        ("FROM debian:13\nRUN <<E\n# infracheck: ignore[sudo-command] it asks\nsudo x\nE\n", 4),
        ("FROM debian:13\nRUN bash <<E\nsudo x # infracheck: ignore[sudo-command] it asks\nE\n", 3),
        ("FROM debian:13\nONBUILD RUN sudo x # infracheck: ignore[sudo-command] it asks\n", 2),
    ],
)
def test_a_comment_of_the_shell_waives_as_well(text: str, line: int) -> None:
    scanned = report(text, "sudo-command", name="Dockerfile")

    assert found(scanned) == []
    assert waived(scanned) == [("sudo-command", line, "it asks")]


@pytest.mark.parametrize(
    "text",
    [
        "FROM debian:13\nUSER root # infracheck: ignore[dockerfile-user] needs port 80\n",
        "FROM debian:13\nENV A=b # infracheck: ignore[dockerfile-user] needs port 80\n",
        'FROM debian:13\nLABEL a="it\'s" # infracheck: ignore[dockerfile-user] needs port 80\n',
        'FROM debian:13\nCMD ["a"] # infracheck: ignore[shell-form] it is no shell\n',
        "FROM debian:13\nONBUILD USER root # infracheck: ignore[dockerfile-user] needs port 80\n",
    ],
)
def test_a_mark_behind_an_instruction_says_that_it_does_not_hold(text: str) -> None:
    scanned = report(text, "latest-tag", name="Dockerfile")
    (complaint,) = [each for each in scanned.findings if each.policy_id.startswith("waiver-")]

    assert waived(scanned) == []
    assert (complaint.policy_id, complaint.line) == ("waiver-unused", 2)
    assert complaint.message == (
        "a waiver at the end of an instruction has no effect: a Dockerfile comment needs its own line"
    )
    assert complaint.remedy == "Move it to a line of its own, above the instruction."


@pytest.mark.parametrize(
    "text",
    [
        'FROM debian:13\nRUN echo "# infracheck: ignore[sudo-command] x" > a\n',
        'FROM debian:13\nENV A="b # infracheck: ignore[sudo-command] x"\n',
        "FROM debian:13\nCOPY <<E /a\nb # infracheck: ignore[sudo-command] x\nE\n",
        "FROM debian:13\nRUN cat <<E > a\nb # infracheck: ignore[sudo-command] x\nE\n",
        'FROM debian:13\nRUN ["a", "# infracheck: ignore[sudo-command] x"]\n',
    ],
)
def test_a_mark_in_a_string_of_a_dockerfile_is_text(text: str) -> None:
    assert found(report(text, "sudo-command", name="Dockerfile")) == []


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        (" # infracheck: ignore[memory-limit]", "waiver-reason"),
        (" # infracheck: ignore[memory-limit]   -:", "waiver-reason"),
        (" # infracheck: ignore a batch job", "waiver-policy"),
        (" # infracheck: ignore[] a batch job", "waiver-policy"),
        (" # infracheck: ignore[memroy-limit] a batch job", "waiver-policy"),
    ],
)
def test_a_waiver_at_fault_waives_nothing_and_is_a_finding(mark: str, complaint: str) -> None:
    scanned = report(POD.replace("{mark}", mark))

    assert sorted(found(scanned)) == sorted([("memory-limit", 7), (complaint, 7)])
    assert waived(scanned) == []


def test_a_waiver_that_nothing_matches_is_a_finding() -> None:
    text = POD.replace("{mark}", "\n      resources: {limits: {memory: 1Gi}} # infracheck: ignore[memory-limit] old")

    assert found(report(text)) == [("waiver-unused", 8)]


def test_a_waiver_of_a_policy_that_was_not_asked_is_left_alone() -> None:
    text = POD.replace("{mark}", " # infracheck: ignore[memory-limit] a batch job")

    assert found(report(text, "latest-tag")) == []


def test_a_mark_in_a_string_is_text() -> None:
    text = POD.replace("{mark}", "").replace(
        "  name: web\n", '  name: web\n  annotations: {note: "a # infracheck: ignore[memory-limit] b"}\n'
    )

    assert found(report(text)) == [("memory-limit", 8)]


def test_a_mark_in_a_block_scalar_is_text() -> None:
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: |\n"
        "    # infracheck: ignore[memory-limit] text\n"
    )

    assert found(report(text)) == []


def test_a_problem_of_the_input_can_be_waived() -> None:
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
        "  name: web # infracheck: ignore[input-duplicate-key] generated\n"
    )

    scanned = report(text)

    assert waived(scanned) == [("input-duplicate-key", 5, "generated")]


def test_a_waiver_speaks_of_its_own_file_alone() -> None:
    Path("other.yaml").write_text(POD.replace("{mark}", ""), encoding="utf-8")
    Path("web.yaml").write_text(POD.replace("{mark}", " # infracheck: ignore[memory-limit] here"), encoding="utf-8")

    scanned = infracheck.scan(["."], select=["memory-limit"])

    assert [(each.path, each.line) for each in scanned.findings] == [("other.yaml", 7)]


def test_the_advice_fits_the_kind_of_file() -> None:
    rules = {each.id: each.rule for each in load_pack()}

    assert waiver_of(rules["memory-limit"]) == (
        "# infracheck: ignore[memory-limit] reason",
        "at the end of the line or on the line above",
    )
    assert {waiver_of(rules[each])[1] for each in ("sudo-command", "secret-file", "legacy-key-value")} == {
        "alone on the line above"
    }


@pytest.mark.parametrize("newline", ["\r", "\r\n", "\n", "\x85", "\u2028"])
def test_a_mark_behind_the_header_of_a_block_waives_whatever_ends_a_line(newline: str) -> None:
    text = POD.replace("{mark}", "").replace(
        "nginx:1.27", ">- # infracheck: ignore[latest-tag] a mirror\n        nginx:latest"
    )
    again = text.replace("      image: >- # infracheck: ignore[latest-tag] a mirror\n        ", "      image: ")

    Path("web.yaml").write_text(f"{text}---\n{again}".replace("\n", newline), encoding="utf-8", newline="")
    scanned = infracheck.scan(["web.yaml"], select=["latest-tag"])

    assert [each.policy_id for each in scanned.waived] == ["latest-tag"]
    assert [each.policy_id for each in scanned.findings] == ["latest-tag"]


@pytest.mark.parametrize("newline", ["\r", "\r\n", "\n", "\x85", "\u2028"])
def test_a_broken_document_hides_no_other_whatever_ends_a_line(newline: str) -> None:
    text = POD.replace("{mark}", "").replace("nginx:1.27", "nginx:latest")
    stream = f"{text}---\na: [\n--- # the last\n{text}...\n# a comment\n---\n{text}".replace("\n", newline)

    Path("web.yaml").write_text(stream, encoding="utf-8", newline="")
    scanned = infracheck.scan(["web.yaml"], select=["latest-tag"])

    assert sorted(each.policy_id for each in scanned.findings) == ["input-syntax", *["latest-tag"] * 3]


@pytest.mark.parametrize("newline", ["\r", "\x85", "\u2029", "\r\n"])
@pytest.mark.parametrize("is_above", [False, True])
def test_a_waiver_speaks_of_one_document_of_a_file_that_git_takes_for_one_line(newline: str, is_above: bool) -> None:
    mark = "# infracheck: ignore[latest-tag] a mirror"
    plain = POD.replace("{mark}", "").replace("nginx:1.27", "nginx:latest")
    line = "      image: nginx:latest"
    marked = plain.replace(line, f"      {mark}\n{line}" if is_above else f"{line} {mark}")

    text = f"# head\n---\n{plain}---\n# between é and 日\n{marked}...\n---\n{plain}"
    Path("web.yaml").write_text(text.replace("\n", newline), encoding="utf-8", newline="")
    scanned = infracheck.scan(["web.yaml"], select=["latest-tag"])

    assert [each.policy_id for each in scanned.waived] == ["latest-tag"]
    assert [each.policy_id for each in scanned.findings] == ["latest-tag"] * 2
